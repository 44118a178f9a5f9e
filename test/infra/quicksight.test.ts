import { z } from 'zod';
import { COLUMNS, FILE_KINDS, type FileKind } from '../../app/export/columns';
import { manifests } from '../../app/export/manifests';
import { statementsOf } from './policies';
import { ref, resource, resources, synthesizedStage } from './synthesized';

const stage = synthesizedStage('prod');
const stack = stage.quickSight!;
const USER = 'arn:aws:quicksight:eu-central-1:222222222222:user/default/librarian';
const BUCKET = `shelflog-prod-exports-${ref('data.aws_caller_identity.current.account_id')}`;

const physical = z.tuple([
  z.object({
    s3_source: z.object({ input_columns: z.array(z.object({ name: z.string(), type: z.string() })) }),
  }),
]);
const logical = z.tuple([z.object({ data_transforms: z.array(z.record(z.string(), z.unknown())) })]);

describe.each(FILE_KINDS)('the data set %s', (kind: FileKind) => {
  const set = resource(stack, 'aws_quicksight_data_set', `${kind}_set`);
  const [{ s3_source: source }] = physical.parse(set['physical_table_map']);
  const [{ data_transforms: transforms }] = logical.parse(set['logical_table_map']);

  it('declares every column of the files as text, in their order', () => {
    expect(source.input_columns).toEqual(COLUMNS[kind].map((name) => ({ name, type: 'STRING' })));
  });

  it('projects all of them, as the last step', () => {
    expect(transforms.at(-1)).toEqual({ project_operation: { projected_columns: [...COLUMNS[kind]] } });
  });

  it('reads the manifest that the export writes, with a role of its own', () => {
    const written = manifests(BUCKET).map(({ key }) => key);
    const { parameters } = resource(stack, 'aws_quicksight_data_source', `${kind}_source`);
    expect(parameters).toEqual({
      s3: {
        role_arn: ref('aws_iam_role.role.arn'),
        manifest_file_location: { bucket: BUCKET, key: `manifests/${kind}.json` },
      },
    });
    expect(written).toContain(`manifests/${kind}.json`);
  });

  it('is refreshed whole every day, after the export', () => {
    expect(resource(stack, 'aws_quicksight_refresh_schedule', `${kind}_refresh`)['schedule']).toEqual([
      {
        refresh_type: 'FULL_REFRESH',
        schedule_frequency: [{ interval: 'DAILY', time_of_the_day: '22:00', timezone: 'Europe/Berlin' }],
      },
    ]);
  });

  it('can be seen by the user whom the stage names', () => {
    const source = resource(stack, 'aws_quicksight_data_source', `${kind}_source`);
    for (const permissions of [set['permissions'], source['permission']]) {
      expect(permissions).toEqual([{ principal: USER, actions: expect.any(Array) }]);
    }
  });
});

describe('the role of QuickSight', () => {
  it('reads what is exported, and nothing else', () => {
    const lines = statementsOf(resource(stack, 'aws_iam_role_policy', 'permissions')['policy']).map(
      ({ Action, Resource }) => [Action, Resource],
    );
    const arn = `arn:aws:s3:::${BUCKET}`;
    expect(lines).toEqual([
      [['s3:GetObject'], [...FILE_KINDS, 'manifests'].map((folder) => `${arn}/${folder}/*`)],
      [['s3:ListBucket'], [arn]],
    ]);
  });
});

describe('the QuickSight dashboard', () => {
  const { definition } = resource(stack, 'aws_quicksight_dashboard', 'dashboard');
  const text = JSON.stringify(definition);

  it('has the line of borrows, the busy hours, the stock and the top titles', () => {
    const ids = [...text.matchAll(/"visual_id":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['borrows-a-day', 'busy-hours', 'stock-table', 'top-titles']);
  });

  it('names columns that the files have, and its own', () => {
    const used = [...text.matchAll(/"column_name":"([^"]+)","data_set_identifier":"([^"]+)"/g)];
    expect(used.length).toBeGreaterThan(10);
    for (const [, column, set] of used) {
      if (column === 'is_last_day') continue;
      expect(COLUMNS[set as FileKind]).toContain(column);
    }
  });

  it('uses each field id once', () => {
    const ids = [...text.matchAll(/"field_id":"([^"]+)"/g)].map(([, id]) => id);
    const inSort = ids.filter((id) => id === 'top-titles.borrowed');
    expect(inSort).toHaveLength(2);
    expect(new Set(ids).size).toBe(ids.length - 1);
  });

  it('never sums a level over days', () => {
    const figures = [
      ...text.matchAll(/"simple_numerical_aggregation":"(\w+)"},"column":{"column_name":"(\w+)"/g),
    ].map(([, how, column]) => [column, how]);
    expect(figures).toEqual([
      ['borrowed', 'SUM'],
      ['returned', 'SUM'],
      ['borrowed', 'SUM'],
      ['total_copies', 'MAX'],
      ['available', 'MAX'],
      ['on_loan', 'MAX'],
      ['borrowed', 'SUM'],
    ]);
  });
});

describe('a stage without QuickSight', () => {
  it('has no stack of it', () => {
    expect(synthesizedStage('dev').quickSight).toBeUndefined();
    for (const other of [stage.app, stage.data]) {
      const types = Object.keys(other.resource).filter((type) => type.startsWith('aws_quicksight'));
      expect(types).toEqual([]);
    }
    expect(resources(stack, 'aws_quicksight_dashboard')).toHaveProperty('dashboard');
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TABLES } from '../../contract/tables';
import { DataStack } from '../../infra/data-stack';
import { App } from '../../infra/resources';
import { parseStages, type StageConfig } from '../../infra/stage-config';
import { statementsOf } from './policies';
import { resources, STAGES, type Stack, synthesizedStage } from './synthesized';

/** Each table and each of its indexes, by writes and by reads. */
const SCALED = Object.entries(TABLES).flatMap(([name, { indexes }]) =>
  ['table', ...Object.keys(indexes)].map((place) => `${name}/${place}`),
);

/** The data stack of the stage prod, with other capacity. */
function dataStack(over: Partial<StageConfig>): Stack {
  const outdir = mkdtempSync(join(tmpdir(), 'shelflog-capacity-'));
  try {
    const app = new App({ outdir });
    new DataStack(app, { ...STAGES.get('prod')!, ...over });
    app.synth();
    const text = readFileSync(join(outdir, 'stacks/shelflog-prod-data/cdk.tf.json'), 'utf8');
    return { data: {}, ...JSON.parse(text), text };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const capacityUnits = { use: 70, writes: { least: 3, most: 400 }, reads: { least: 2, most: 200 } };
const provisioned = dataStack({ capacity: 'provisioned', capacityUnits });
const targets = Object.values(resources(provisioned, 'aws_appautoscaling_target'));
const policies = Object.values(resources(provisioned, 'aws_appautoscaling_policy'));

describe('a stage that is provisioned', () => {
  it.each(Object.entries(TABLES))(
    'has the table %s and its indexes begin with the least',
    (name, { indexes }) => {
      const table = resources(provisioned, 'aws_dynamodb_table')[`${name}_table`];
      const units = { read_capacity: 2, write_capacity: 3 };
      expect(table).toMatchObject({ billing_mode: 'PROVISIONED', ...units });
      expect(table?.['global_secondary_index'] ?? []).toEqual(
        Object.keys(indexes).map((index) => expect.objectContaining({ name: index, ...units })),
      );
    },
  );

  it('keeps every table and index between least and most, reads and writes', () => {
    expect(targets).toHaveLength(2 * SCALED.length);
    const places = targets.map((target) => `${target['resource_id']} ${target['scalable_dimension']}`);
    expect(new Set(places).size).toBe(targets.length);
    for (const target of targets) {
      const isWrite = String(target['scalable_dimension']).endsWith('WriteCapacityUnits');
      const { least, most } = isWrite ? capacityUnits.writes : capacityUnits.reads;
      expect(target).toMatchObject({
        service_namespace: 'dynamodb',
        min_capacity: least,
        max_capacity: most,
      });
    }
  });

  it('scales each target by its own use', () => {
    expect(policies).toHaveLength(targets.length);
    for (const policy of policies) {
      expect(policy).toMatchObject({
        policy_type: 'TargetTrackingScaling',
        target_tracking_scaling_policy_configuration: { target_value: 70 },
      });
    }
    const metrics = policies.map((policy) =>
      JSON.stringify(policy['target_tracking_scaling_policy_configuration']),
    );
    expect(metrics.filter((metric) => metric.includes('DynamoDBWriteCapacityUtilization'))).toHaveLength(
      SCALED.length,
    );
    expect(metrics.filter((metric) => metric.includes('DynamoDBReadCapacityUtilization'))).toHaveLength(
      SCALED.length,
    );
  });

  it('keeps what scaling has set at the next deployment, and its data', () => {
    for (const table of Object.values(resources(provisioned, 'aws_dynamodb_table'))) {
      expect(table['lifecycle']).toEqual({
        ignore_changes: ['read_capacity', 'write_capacity', 'global_secondary_index'],
        prevent_destroy: true,
      });
    }
  });

  it('lets auto scaling set the capacity of Events, and do nothing else to it', () => {
    const [policy] = Object.values(resources(provisioned, 'aws_dynamodb_resource_policy'));
    const named = statementsOf(policy?.['policy']).filter((statement) =>
      JSON.stringify(statement).includes('AWSServiceRoleForApplicationAutoScaling_DynamoDBTable'),
    );
    expect(named).toEqual([
      expect.objectContaining({
        Sid: 'CapacityOfDeployer',
        Effect: 'Deny',
        Action: ['dynamodb:UpdateTable'],
      }),
    ]);
    const updating = statementsOf(policy?.['policy']).filter(({ Action }) =>
      Action.includes('dynamodb:UpdateTable'),
    );
    expect(updating).toHaveLength(1);
  });
});

describe('a stage on demand', () => {
  const { data } = synthesizedStage('prod');

  it('is what a stage is that says nothing, and has nothing to scale', () => {
    expect(STAGES.get('prod')).toMatchObject({ capacity: 'on-demand' });
    expect(resources(data, 'aws_appautoscaling_target')).toEqual({});
    for (const table of Object.values(resources(data, 'aws_dynamodb_table'))) {
      expect(table['billing_mode']).toBe('PAY_PER_REQUEST');
      expect(table).not.toHaveProperty('write_capacity');
    }
  });
});

describe('the units of a stage', () => {
  it('are refused where the least is above the most', () => {
    const prod = JSON.parse(readFileSync(join(__dirname, '../../stages.json'), 'utf8')).dev;
    const stage = {
      ...prod,
      readers: [],
      capacity: 'provisioned',
      capacityUnits: { writes: { least: 9, most: 8 } },
    };
    expect(() => parseStages({ dev: stage }, 'f', '.')).toThrow('least must not be above most');
  });
});

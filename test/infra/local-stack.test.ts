import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../infra/synthesize';
import { readStackModel } from '../../local-aws/src/model/read-stack-model';
import type { TableModel } from '../../local-aws/src/model/stack-model';
import { contractTable, TABLE_NAMES } from '../support/contract-tables';
import { FUNCTION_NAMES } from './synthesized';

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
const withSortedAttributes = (table: TableModel) => ({
  ...table,
  attributes: [...table.attributes].sort(byName),
});

const outdir = mkdtempSync(join(tmpdir(), 'shelflog-local-model-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('the stage local', () => {
  it('is the stacks that every other stage is, and the local run understands every resource of them', async () => {
    // Any module bundles: what runs is not asked here.
    const entries = Object.fromEntries(FUNCTION_NAMES.map((name) => [name, 'contract/topics.ts']));
    await synthesize({ stage: 'local', outdir, entries });
    const model = await readStackModel(outdir, { endpoint: 'http://127.0.0.1:4000' });
    expect(model.functions.map(({ name }) => name).sort()).toEqual(
      FUNCTION_NAMES.map((name) => `shelflog-local-${name}`).sort(),
    );
    const asTestsHaveThem = TABLE_NAMES.map((name) => contractTable(name, `shelflog-local-${name}`));
    expect(model.tables.map(({ policy: _, ...table }) => withSortedAttributes(table)).sort(byName)).toEqual(
      asTestsHaveThem.map(withSortedAttributes).sort(byName),
    );
    expect(model.tables.find(({ name }) => name.endsWith('-events'))?.policy?.Statement).toHaveLength(3);
    expect(model.schedules.map(({ name }) => name).sort()).toEqual([
      'shelflog-local-export-snapshots',
      'shelflog-local-seal-day',
      'shelflog-local-verify-history',
    ]);
  });
});

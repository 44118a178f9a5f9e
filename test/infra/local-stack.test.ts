import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TABLES } from '../../contract/tables';
import { synthesize } from '../../infra/synthesize';
import { readStackModel } from '../../local/model/read-stack-model';
import { FUNCTION_NAMES } from './synthesized';

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
    expect(model.tables.map(({ name }) => name).sort()).toEqual(
      Object.keys(TABLES)
        .map((name) => `shelflog-local-${name}`)
        .sort(),
    );
    expect(model.tables.find(({ name }) => name.endsWith('-events'))?.policy?.Statement).toHaveLength(3);
    expect(model.schedules.map(({ name }) => name).sort()).toEqual([
      'shelflog-local-export-snapshots',
      'shelflog-local-seal-day',
      'shelflog-local-verify-history',
    ]);
  });
});

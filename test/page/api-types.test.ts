import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiParts } from '../../handlers/api/api-parts';
import { createApi } from '../../handlers/api/create-api';

const TYPES = join(__dirname, '../../dashboard/src/api/generated/schema.ts');
const MAKE_TYPES = resolve(require.resolve('openapi-typescript/package.json'), '../bin/cli.js');

/** The description is made from no part but the limits. */
const PARTS = { limits: { timeMs: 10_000, rows: 1 } } as ApiParts;

async function typesOfApi(folder: string): Promise<string> {
  const [document, types] = [join(folder, 'openapi.json'), join(folder, 'schema.ts')];
  const answer = await createApi(PARTS).request('/openapi.json');
  writeFileSync(document, await answer.text());
  execFileSync(process.execPath, [MAKE_TYPES, document, '--output', types], { stdio: 'ignore' });
  return readFileSync(types, 'utf8');
}

describe("the page's types of the API", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shelflog-types-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // With WRITE_DOCS=1 in the environment they are written first.
  it("are those of the API's own description", async () => {
    const wanted = await typesOfApi(folder);
    if (process.env['WRITE_DOCS']) writeFileSync(TYPES, wanted);
    expect(readFileSync(TYPES, 'utf8')).toBe(wanted);
  });
});

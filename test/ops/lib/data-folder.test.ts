import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataFolder, scarceRoom } from '../../../ops/lib/data-folder';
import { WorkFailed } from '../../../ops/lib/failure';

const MORE_THAN_THERE_IS = Number.MAX_SAFE_INTEGER;
const NOTHING = { atFirst: 0, later: 0 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-data-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a person is told: one line. */
async function refusalOf(dataDir: string, needed?: { atFirst: number; later: number }): Promise<string> {
  const refusal = await prepareDataFolder(dataDir, needed).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refusal instanceof WorkFailed)) throw new Error(`Not refused: ${String(refusal)}`);
  expect(refusal.message).not.toContain('\n');
  expect(refusal.message).toContain('--data-dir');
  return refusal.message;
}

describe('a data folder', () => {
  it('is made where there is none, and taken again', async () => {
    const made = join(folder, 'a/b');
    await prepareDataFolder(made, NOTHING);
    await prepareDataFolder(made, NOTHING);
    expect(readFileSync(join(made, 'format.json'), 'utf8')).toBe('{"format":1}\n');
  });

  it('of before formats were written is taken', async () => {
    writeFileSync(join(folder, 'store'), '');
    await prepareDataFolder(folder, NOTHING);
    expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe('{"format":1}\n');
  });

  it('that is a file is refused', async () => {
    const file = join(folder, 'data');
    writeFileSync(file, '');
    expect(await refusalOf(file)).toBe(
      `${file} is a file, not a folder: choose another folder with --data-dir.`,
    );
    expect(await refusalOf(join(file, 'below'))).toContain('part of its path is a file');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  (process.platform === 'linux' ? it : it.skip)('that cannot be written is refused', async () => {
    expect(await refusalOf('/sys/shelflog')).toMatch(/^\/sys\/shelflog cannot be written \(E\w+\): allow it/);
  });

  it('on a disk without room is refused, with how much is there and how much is needed', async () => {
    const refusal = /has \d+ MB left, and a start needs \d+: make room/;
    expect(await refusalOf(folder, { atFirst: MORE_THAN_THERE_IS, later: 0 })).toMatch(refusal);
    writeFileSync(join(folder, 'store'), '');
    expect(await refusalOf(folder, { atFirst: 0, later: MORE_THAN_THERE_IS })).toMatch(refusal);
  });

  it('that is used already needs no room for what it has', async () => {
    writeFileSync(join(folder, 'store'), '');
    await prepareDataFolder(folder, { atFirst: MORE_THAN_THERE_IS, later: 0 });
  });

  it.each(['{"format":2}', '{"format":1,"by":"fork"}', 'garbage', ''])(
    'of another version, %j, is refused and left as it is',
    async (format) => {
      writeFileSync(join(folder, 'format.json'), format);
      expect(await refusalOf(folder, NOTHING)).toContain('another version of Shelflog');
      expect(readFileSync(join(folder, 'format.json'), 'utf8')).toBe(format);
    },
  );

  it('has something to say of its disk only where little is left of it', async () => {
    expect(await scarceRoom(folder, 0)).toBeUndefined();
    expect(await scarceRoom(folder, MORE_THAN_THERE_IS)).toContain('no message is acknowledged. Make room.');
  });
});

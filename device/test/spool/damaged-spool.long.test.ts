import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '../../src/spool/node-files';
import { PowerCutFiles } from '../support/power-cut-files';
import { type Random, seededRandom } from '../support/random';
import { appended, aScan, FOLDER, openedSpool } from '../support/spool-fixture';

jest.setTimeout(600_000);

const SPOOLS = Number(process.env['SHELFLOG_DAMAGED_SPOOLS'] ?? 10_000);
const FIRST_SEED = 1;

type Files = Map<string, Buffer>;

/** Three files of scans, the first ten acknowledged. */
function writtenSpool(): Files {
  const files = new PowerCutFiles();
  const spool = openedSpool(files, { segmentBytes: 2_500 });
  for (let n = 1; n <= 40; n += 1) appended(spool, aScan(String(n), { text: `Ünïcödé ${n} 🐋` }));
  spool.acknowledge(10);
  spool.close();
  return new Map(files.paths().map((path) => [path, files.contentOf(path) ?? Buffer.alloc(0)]));
}

/** Where each record lies, told from the format alone: a line each, its number the second word. */
function recordsOf(path: string, bytes: Buffer) {
  if (!path.endsWith('.log')) return [];
  const text = bytes.toString('latin1');
  return [...text.matchAll(/[^\n]*\n/g)]
    .map((match) => ({
      seq: Number(match[0].split(' ')[1]),
      from: match.index,
      to: match.index + match[0].length,
    }))
    .filter(({ seq }) => seq > 0);
}

/** What is left of a file's bytes, and where they differ from what was written. */
function damagedCopy(bytes: Buffer, random: Random): { content: Buffer; places: number[] } {
  const content = Buffer.from(random.chance(0.5) ? bytes.subarray(0, random.below(bytes.length)) : bytes);
  const flips = random.chance(0.7) && content.length > 0 ? 1 + random.below(6) : 0;
  const flipped = Array.from({ length: flips }, () => random.below(content.length));
  for (const place of flipped) content[place] = (content[place] ?? 0) ^ (1 << random.below(8));
  return { content, places: flipped.filter((place) => content[place] !== bytes[place]) };
}

/** One of the files damaged, and which records no damage touched; `cut`: of another one a part is left. */
function damage(files: Files, random: Random): { files: Files; whole: Set<number>; cut: boolean } {
  const damaged: Files = new Map();
  const whole = new Set<number>();
  const victim = [...files.keys()][random.below(files.size)];
  let cut = false;
  for (const [path, bytes] of files) {
    const { content, places } =
      path === victim && bytes.length > 0 ? damagedCopy(bytes, random) : { content: bytes, places: [] };
    for (const { seq, from, to } of recordsOf(path, bytes)) {
      const touched = to > content.length || places.some((place) => place >= from && place < to);
      if (!touched) whole.add(seq);
      cut ||= touched && from < content.length;
    }
    damaged.set(path, content);
  }
  return { files: damaged, whole, cut };
}

function check(found: readonly number[], whole: Set<number>, seed: number): void {
  const lost = [...whole].filter((seq) => seq > 10 && !found.includes(seq));
  if (lost.length > 0) throw new Error(`seed ${seed}: whole records ${lost} are lost`);
  const extra = found.filter((seq, n) => seq < 1 || seq > 40 || seq <= (found[n - 1] ?? 0));
  if (extra.length > 0) throw new Error(`seed ${seed}: ${extra} were never written, or come twice`);
}

describe('a spool that was cut short or has flipped bits', () => {
  it(`opens, gives every whole scan and counts what is damaged (${SPOOLS} spools)`, () => {
    const written = writtenSpool();
    let damagedLines = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SPOOLS; seed += 1) {
      const { files, whole, cut } = damage(written, seededRandom(seed));
      const disk = new PowerCutFiles();
      for (const [path, bytes] of files) disk.put(path, bytes);
      const spool = openedSpool(disk, { segmentBytes: 2_500 });
      const { damaged, cursor } = spool.stats();
      const found = spool.readAfter(cursor, 500).map(({ seq }) => seq);
      check(found, whole, seed);
      if (cut && damaged.lines === 0) throw new Error(`seed ${seed}: the damage is not counted`);
      expect(spool.stats().depth).toBe(found.length);
      const next = appended(spool, aScan('new'));
      expect(next).toBeGreaterThan(Math.max(...found, 0));
      expect(spool.readAfter(next - 1, 1)).toEqual([{ seq: next, scan: aScan('new') }]);
      damagedLines += damaged.lines;
    }
    process.stderr.write(`damaged spools from seed ${FIRST_SEED}: ${damagedLines} lines were damaged\n`);
    expect(damagedLines).toBeGreaterThan(SPOOLS / 2);
  });

  it('does so with the machine’s own files', () => {
    const written = writtenSpool();
    const folder = mkdtempSync(join(tmpdir(), 'shelflog-damaged-'));
    for (let seed = FIRST_SEED; seed < FIRST_SEED + 50; seed += 1) {
      const { files, whole } = damage(written, seededRandom(seed));
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      for (const [path, bytes] of files) writeFileSync(path.replace(FOLDER, folder), bytes);
      const spool = openedSpool(nodeFiles, {}, folder);
      check(
        spool.readAfter(spool.stats().cursor, 500).map(({ seq }) => seq),
        whole,
        seed,
      );
      spool.close();
    }
    rmSync(folder, { recursive: true });
  });

  it('takes no file of another kind for its own', () => {
    const disk = new PowerCutFiles();
    disk.put(`${FOLDER}/000000000001.log`, readFileSync(process.execPath).subarray(0, 3_000_000));
    const spool = openedSpool(disk);
    expect(spool.stats().depth).toBe(0);
    expect(spool.stats().damaged.lines).toBeGreaterThan(100);
    const seq = appended(spool, aScan('a'));
    expect(spool.readAfter(0, 10)).toEqual([{ seq, scan: aScan('a') }]);
  });
});

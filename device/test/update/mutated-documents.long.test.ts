import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBundle } from '../../src/update/bundle-format';
import { carryOutJob } from '../../src/update/carry-out-job';
import { nodeDisk } from '../../src/update/disk';
import { slotsIn } from '../../src/update/slots';
import { type Random, seededRandom } from '../support/random';
import { bundleOf, contextOf, inPieces, pinned } from './update-fixture';

const ROUNDS = 20_000;
const SEED = Number(process.env['SHELFLOG_SEED'] ?? 20261128);

const GOOD = [
  '{"operation":"update","version":"0.3.0","url":"https://bundles.example/reader.bundle"}',
  '{"operation":"settings","settings":{"mode":"return","basicIngestRule":"shelflog_prod_readerScans"}}',
];
const PIECES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  '../',
  '/etc/passwd',
  '\\u0000',
  'null',
  '1e999',
  '-0',
  '\u202e',
];
const KEYS = [
  'operation',
  'version',
  'url',
  'settings',
  'mode',
  '__proto__',
  'constructor',
  'toString',
  'jobId',
];
const VALUES: unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  'update',
  'settings',
  [],
  {},
  true,
  '0.3.0',
  '../../x',
  'a'.repeat(5000),
];

describe('mutated jobs documents and bundles', () => {
  it(`write nowhere but into the slots, and are all answered (seed ${SEED})`, async () => {
    const root = mkdtempSync(join(tmpdir(), 'reader-jobs-'));
    const dir = join(root, 'slots');
    nodeDisk.makeFolder(dir);
    const random = seededRandom(SEED);
    const answers = new Map<string, number>();
    const good = bundleOf('module.exports = {};');
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const bundle = random.chance(0.5) ? mutatedBytes(good, random) : good;
        const size = 1 + random.below(400);
        const context = contextOf(nodeDisk, bundle, { dir, download: () => inPieces(bundle, size) });
        const document = mutatedDocument(random);
        const outcome = await carryOutJob({ jobId: `job-${round}`, document }, context);
        const code = outcome.kind === 'restart' ? 'restart' : outcome.code;
        answers.set(code, (answers.get(code) ?? 0) + 1);
        if (outcome.kind === 'restart') expectWholeSlot(dir, good);
      }
      expect(
        pathsIn(root).filter((path) => !/^slots(\/(current|a|b)(\/(slot\.json|bundle))?)?$/.test(path)),
      ).toEqual([]);
      // The mutations reach every step, not only the first.
      expect([...answers.keys()]).toEqual(
        expect.arrayContaining([
          'restart',
          'unknown-document',
          'not-a-bundle',
          'bad-signature',
          'cut',
          'altered',
        ]),
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

/** What was switched to is what the signer signed. */
function expectWholeSlot(dir: string, good: Buffer): void {
  const slots = slotsIn(nodeDisk, dir);
  const name = slots.current();
  const slot = name && slots.read(name);
  if (!name || !slot) throw new Error('it was switched to a slot that cannot be read');
  if (!slot.hasBundle) return;
  // A signature has several spellings in base64; the code has one.
  expect(readBundle(nodeDisk.read(slots.bundleFile(name)) ?? Buffer.alloc(0), pinned)).toEqual(
    readBundle(good, pinned),
  );
}

function mutatedDocument(random: Random): unknown {
  const text = GOOD[random.below(GOOD.length)] ?? '';
  if (random.chance(0.15)) return parse(text);
  if (random.chance(0.5)) return mutatedTree(parse(text), random);
  let mutated = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(mutated.length + 1);
    const piece = PIECES[random.below(PIECES.length)] ?? '';
    mutated = mutated.slice(0, at) + (random.chance(0.7) ? piece : '') + mutated.slice(at + random.below(8));
  }
  return parse(mutated);
}

/** What the SDK hands on is parsed JSON: a text that is none reaches nobody. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mutatedTree(tree: unknown, random: Random): unknown {
  if (typeof tree !== 'object' || tree === null || random.chance(0.2))
    return VALUES[random.below(VALUES.length)];
  const entries = Object.entries(tree);
  const at = random.below(entries.length + 1);
  const key = KEYS[random.below(KEYS.length)] ?? 'x';
  const entry = entries[at];
  if (!entry) return Object.fromEntries([...entries, [key, VALUES[random.below(VALUES.length)]]]);
  entries[at] = random.chance(0.3) ? [key, entry[1]] : [entry[0], mutatedTree(entry[1], random)];
  return Object.fromEntries(entries);
}

function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (random.chance(0.3)) return copy.subarray(0, random.below(copy.length));
  if (random.chance(0.1)) return Buffer.concat([copy, copy]);
  const at = random.below(copy.length);
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << random.below(8)), at);
  return copy;
}

const pathsIn = (root: string): string[] => readdirSync(root, { recursive: true }).map(String).sort();

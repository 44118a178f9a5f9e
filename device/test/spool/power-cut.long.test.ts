import { openSpool } from '../../src/spool/open-spool';
import type { Spool } from '../../src/spool/spool';
import { PowerCut, PowerCutFiles } from '../support/power-cut-files';
import { type Random, seededRandom } from '../support/random';
import { aScan, FOLDER, optionsFor } from '../support/spool-fixture';

jest.setTimeout(600_000);

const CUTS = Number(process.env['SHELFLOG_POWER_CUTS'] ?? 10_000);
const FIRST_SEED = 1;

/** What a person at the reader, and the broker, know. */
type Sum = { twice: number; rolled: number; deleted: number; damaged: number };
type World = { readonly beeped: Map<number, string>; readonly delivered: Map<number, string>; tags: number };

describe('a power cut at any moment of append, roll, acknowledge and delete', () => {
  it(`loses no scan that beeped and never keeps the spool from opening (${CUTS} cuts)`, () => {
    const sum = { cuts: 0, beeped: 0, twice: 0, rolled: 0, deleted: 0, damaged: 0 };
    for (let seed = FIRST_SEED; sum.cuts < CUTS; seed += 1) {
      const world: World = { beeped: new Map(), delivered: new Map(), tags: 0 };
      const files = new PowerCutFiles();
      const random = seededRandom(seed);
      for (let cut = 0; cut < 10; cut += 1) {
        files.cutAfter(1 + random.below(120));
        liveUntilCut(files, random, world, sum);
        if (random.chance(0.85)) files.restart(random);
        else files.kill();
        sum.cuts += 1;
      }
      liveUntilCut(files, random, world, sum, 0);
      const lost = [...world.beeped].filter(([seq, tagId]) => world.delivered.get(seq) !== tagId);
      if (lost.length > 0) throw new Error(`seed ${seed}: lost ${JSON.stringify(lost)}`);
      sum.beeped += world.beeped.size;
    }
    process.stderr.write(`power cuts from seed ${FIRST_SEED}: ${JSON.stringify(sum)}\n`);
    expect(sum.beeped).toBeGreaterThan(CUTS);
    expect(sum.rolled).toBeGreaterThan(CUTS / 10);
    expect(sum.deleted).toBeGreaterThan(CUTS / 10);
    expect(sum.damaged).toBeGreaterThan(CUTS / 10);
  });
});

/** Scans come and are delivered until the power fails; with `steps` 0 all that is left is delivered. */
function liveUntilCut(files: PowerCutFiles, random: Random, world: World, sum: Sum, steps = 200): void {
  try {
    const opened = openSpool(
      FOLDER,
      optionsFor(files, { segmentBytes: 900, now: () => 0, complain: () => undefined }),
    );
    if ('refusal' in opened) {
      if (opened.refusal.message.includes('no power')) return;
      throw new Error(`does not open: ${opened.refusal.message}`);
    }
    sum.damaged += opened.spool.stats().damaged.lines;
    for (let step = 0; step < steps; step += 1) live(opened.spool, files, random, { world, sum });
    if (steps > 0) return;
    while (opened.spool.stats().depth > 0) {
      if (deliver(opened.spool, 500, world, sum) === 0)
        throw new Error('scans are counted that are not there');
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
}

/** A scan comes, or some are delivered. */
function live(
  spool: Spool,
  files: PowerCutFiles,
  random: Random,
  { world, sum }: { world: World; sum: Sum },
): void {
  const segments = () => files.paths().filter((path) => path.endsWith('.log')).length;
  const before = segments();
  if (random.chance(0.4)) {
    deliver(spool, 1 + random.below(8), world, sum);
    sum.deleted += segments() < before ? 1 : 0;
    files.rethrowCut();
    return;
  }
  world.tags += 1;
  const tagId = String(world.tags);
  const answer = spool.append(aScan(tagId));
  if ('refusal' in answer) throw new PowerCut(answer.refusal.message);
  if (world.beeped.has(answer.seq)) throw new Error(`number ${answer.seq} was given twice`);
  world.beeped.set(answer.seq, tagId);
  sum.rolled += segments() > before ? 1 : 0;
}

function deliver(spool: Spool, count: number, world: World, sum: Sum): number {
  const scans = spool.readAfter(spool.stats().cursor, count);
  for (const { seq, scan } of scans) {
    if (world.delivered.has(seq)) sum.twice += 1;
    world.delivered.set(seq, scan.tagId);
  }
  const last = scans.at(-1);
  if (last !== undefined) spool.acknowledge(last.seq);
  return scans.length;
}

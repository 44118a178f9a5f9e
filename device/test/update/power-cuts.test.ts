import { carryOutJob } from '../../src/update/carry-out-job';
import { type Choice, chooseSlot, type SlotContext } from '../../src/update/choose-slot';
import { reportsIn } from '../../src/update/report';
import { watchTrial } from '../../src/update/trial';
import { PowerCut, PowerCutDisk } from '../support/power-cut-disk';
import { seededRandom } from '../support/random';
import { bundleOf, contextOf, machine, pinned } from './update-fixture';

const INSTALLED = 'installed';
const SEEDS = 10;
/** More starts than any course below needs; whoever takes them all goes round in circles. */
const MAX_STARTS = 12;

type Server = { jobs: { jobId: string; document: object; ended?: { status: string; code: string } }[] };
type Ran = { code: string; version: string };

/** A reader from power on: chooses its version, lets it prove itself or fail as its code says, reports, takes the
 *  next job. Answers what ran when nothing is left to do. */
async function operate(
  disk: PowerCutDisk,
  server: Server,
  bundles: Map<string, Buffer>,
  random: () => number,
) {
  const ran: Ran[] = [];
  for (let start = 0; start < MAX_STARTS; start += 1) {
    try {
      const again = await runOnce(disk, server, bundles, ran);
      if (!again && !disk.isCut) return ran;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    if (disk.isCut) disk.restart(random);
  }
  throw new Error('it does not come to rest');
}

async function runOnce(disk: PowerCutDisk, server: Server, bundles: Map<string, Buffer>, ran: Ran[]) {
  const place: SlotContext = { disk, dir: '/slots', keys: pinned, machine, installed: '0.2.0' };
  const choice = chooseSlot(place);
  if (disk.isCut) return true;
  const code = choice.code?.toString() ?? INSTALLED;
  ran.push({ code, version: choice.version });
  if (choice.trial && !passes(disk, choice, code)) return true;
  report(disk, server);
  const next = server.jobs.find(({ ended }) => !ended);
  if (!next) return false;
  const outcome = await carryOutJob(
    next,
    contextOf(disk, Buffer.alloc(0), {
      running: choice,
      download: async function* () {
        const { version } = next.document as { version: string };
        yield bundles.get(version) ?? Buffer.alloc(0);
      },
    }),
  );
  if (outcome.kind === 'ended' && !disk.isCut) next.ended = outcome;
  return true;
}

/** `crash` ends at once, `lonely` never reaches the broker, all else reaches everything. */
function passes(disk: PowerCutDisk, choice: Choice, code: string): boolean {
  if (!choice.trial || !choice.slot || code === 'crash') return false;
  const place = { disk, dir: '/slots', slot: choice.slot, trial: choice.trial, version: choice.version };
  const trial = watchTrial({ ...place, versionBefore: '0.2.0' }, 120, () => undefined);
  trial.reached('chip');
  trial.reached('spool');
  try {
    if (code === 'lonely') trial.fail('trial-failed', 'it did not reach the broker');
    else trial.reached('broker');
  } finally {
    // A cut leaves the timer behind.
    jest.clearAllTimers();
  }
  return code !== 'lonely';
}

function report(disk: PowerCutDisk, server: Server): void {
  const reports = reportsIn(disk, '/slots');
  const last = reports.last();
  const job = server.jobs.find(({ jobId }) => jobId === last?.jobId);
  if (!last || last.sent || !job) return;
  job.ended ??= last;
  reports.markSent();
}

const job = (jobId: string, version: string) => ({
  jobId,
  document: { operation: 'update', version, url: 'https://bundles.example/b' },
});

describe('the power goes at each step of an update', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it.each([
    ['works', 'good', { status: 'SUCCEEDED' }, 'good'],
    ['crashes', 'crash', { status: 'FAILED' }, 'previous'],
    ['never connects', 'lonely', { status: 'FAILED' }, 'previous'],
  ])('a working version runs at every start when the new one %s', async (_what, code, ended, left) => {
    const bundles = new Map([
      ['0.3.0', bundleOf('previous')],
      ['0.4.0', bundleOf(code, { version: '0.4.0' })],
    ]);
    const course = async (cutAt: number, seed: number) => {
      const { next: random } = seededRandom(seed);
      const disk = new PowerCutDisk();
      disk.makeFolder('/slots');
      disk.syncFolder('/');
      const first: Server = { jobs: [job('job-1', '0.3.0')] };
      await operate(disk, first, bundles, random);
      const from = disk.steps;
      disk.cutAt = from + cutAt;
      const server: Server = { jobs: [...first.jobs, job('job-2', '0.4.0')] };
      const ran = await operate(disk, server, bundles, random);
      return { server, ran, steps: disk.steps - from };
    };
    const { steps } = await course(Number.POSITIVE_INFINITY, 0);
    const inTrial = new Set<number>();
    for (let cutAt = 1; cutAt <= steps; cutAt += 1) {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { server, ran } = await course(cutAt, seed);
        const last = ran.at(-1);
        const status = server.jobs[1]?.ended?.status;
        // A cut inside the trial of a good version fails it too: the one before runs.
        const asFailed = status === 'FAILED' && last?.code === 'previous';
        const asMeant = status === ended.status && last?.code === left;
        expect({ cutAt, seed, ran, ok: asMeant || asFailed }).toMatchObject({ ok: true });
        expect(ran.every((each) => ['previous', code, INSTALLED].includes(each.code))).toBe(true);
        expect(ran.filter((each) => each.code === INSTALLED)).toEqual([]);
        // Once at the cut at most, and once more: a bad version is never tried for ever.
        expect(ran.filter((each) => each.code === code && code !== 'good').length).toBeLessThanOrEqual(2);
        if (asFailed && code === 'good') inTrial.add(cutAt);
      }
    }
    expect(steps).toBeGreaterThan(25);
    // Only from when the trial's beginning is written until its end is written.
    expect(inTrial.size).toBeLessThanOrEqual(10);
  });
});

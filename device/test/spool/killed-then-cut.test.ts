import { openSpool } from '../../src/spool/open-spool';
import type { Spool } from '../../src/spool/spool';
import { PowerCut, PowerCutFiles } from '../support/power-cut-files';
import { seededRandom } from '../support/random';
import { aScan, FOLDER, openedSpool, optionsFor } from '../support/spool-fixture';

const SEEDS = 50;
const LAST_KILL = 60;
const options = { segmentBytes: 500, complain: () => undefined, now: () => 0 };

/** The numbers that scans got until the process is killed, at its n-th step on disk. */
function scansUntilKilled(files: PowerCutFiles, steps: number): number[] {
  const given: number[] = [];
  files.cutAfter(steps);
  try {
    const opened = openSpool(FOLDER, optionsFor(files, options));
    for (let n = 1; n <= 12 && 'spool' in opened; n += 1) {
      const answer = opened.spool.append(aScan(String(n)));
      if ('refusal' in answer) break;
      given.push(answer.seq);
    }
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
  files.kill();
  return given;
}

/** All that waits is with the broker. */
function deliverAll(spool: Spool): number[] {
  const seqs = spool.readAfter(0, 500).map(({ seq }) => seq);
  spool.acknowledge(seqs.at(-1) ?? 0);
  return seqs;
}

/** What went wrong in one course: a scan that beeped and was not delivered, or a number that was given twice. */
function course(kill: number, seed: number) {
  const files = new PowerCutFiles();
  const beeped = scansUntilKilled(files, kill);
  const hasRolled = files.paths().filter((path) => path.endsWith('.log')).length > 1;
  const delivered = deliverAll(openedSpool(files, options));
  const lost = beeped.filter((seq) => !delivered.includes(seq));
  files.restart(seededRandom(seed));
  const answer = openedSpool(files, options).append(aScan('after'));
  const twice = 'seq' in answer ? delivered.filter((seq) => seq === answer.seq) : [];
  return { kill, seed, hasRolled, lost, twice };
}

describe('a process that is killed, and a power cut after the next one has delivered all', () => {
  it('loses nothing that beeped, and gives no number twice', () => {
    const courses = Array.from({ length: LAST_KILL * SEEDS }, (_, n) =>
      course(1 + Math.floor(n / SEEDS), 1 + (n % SEEDS)),
    );
    expect(courses.filter(({ lost, twice }) => lost.length + twice.length > 0)).toEqual([]);
    expect(courses.filter(({ hasRolled }) => hasRolled).length).toBeGreaterThan(courses.length / 4);
  });
});

import type { Disk } from './disk';
import { reportsIn } from './report';
import { type SlotName, slotsIn, type Trial } from './slots';

/** `scans`: the broker has taken one; asked of settings only, which say where scans go. */
export type Goal = 'chip' | 'spool' | 'broker' | 'scans';

const GOALS: readonly Goal[] = ['chip', 'spool', 'broker'];

const MISSING: Readonly<Record<Goal, string>> = {
  chip: 'its chip did not answer',
  spool: 'it did not open its spool',
  broker: 'it did not reach the broker',
  scans: 'the broker took no scan',
};

export type RunningTrial = {
  /** Called as each is reached, any number of times. */
  reached(goal: Goal): void;
  /** A scan is kept that the broker has not taken. */
  kept(): void;
  /** Resolves once all are reached and that is on disk. */
  readonly confirmed: Promise<void>;
  /** Ends the trial: the version before runs from the next start on. Does nothing once confirmed or failed. */
  fail(code: string, reason: string): void;
};

export type TrialPlace = {
  readonly disk: Disk;
  readonly dir: string;
  readonly slot: SlotName;
  readonly trial: Trial;
  readonly version: string;
  /** The version that runs again if this one fails. */
  readonly versionBefore: string;
};

/** Watches a version that has yet to prove itself; `onFailed` is called once if its time runs out. Where a scan must be
 *  taken, its time begins with the first one that is kept, however late tags come. */
export function watchTrial(place: TrialPlace, seconds: number, onFailed: () => void): RunningTrial {
  const missing = new Set<Goal>(place.trial.waitsForScan ? [...GOALS, 'scans'] : GOALS);
  const timers: NodeJS.Timeout[] = [];
  let open = true;
  let isKept = false;
  let resolve: () => void = () => {};
  const confirmed = new Promise<void>((done) => {
    resolve = done;
  });
  const end = () => {
    open = false;
    for (const timer of timers) clearTimeout(timer);
  };
  const fail = (code: string, reason: string) => {
    if (!open) return;
    end();
    giveUp(place, code, reason);
  };
  const failIfMissing = (goals: readonly Goal[]) => {
    const reasons = goals.filter((goal) => missing.has(goal)).map((goal) => MISSING[goal]);
    if (!open || reasons.length === 0) return;
    fail('trial-failed', `within ${seconds} s ${reasons.join(', ')}`);
    onFailed();
  };
  const after = (goals: readonly Goal[]) => timers.push(setTimeout(failIfMissing, seconds * 1000, goals));
  after(GOALS);
  return {
    confirmed,
    fail,
    kept: () => {
      if (!isKept && open && missing.has('scans')) after(['scans']);
      isKept = true;
    },
    reached: (goal) => {
      missing.delete(goal);
      if (missing.size > 0 || !open) return;
      end();
      confirm(place);
      resolve();
    },
  };
}

/** Cut between the two, the job is offered again and answered "runs already". */
function confirm({ disk, dir, slot, trial, version }: TrialPlace): void {
  const slots = slotsIn(disk, dir);
  const account = slots.read(slot);
  if (!account) throw new Error(`${slots.folder(slot)}/slot.json was taken away while its version ran`);
  const { trial: _, ...proved } = account;
  slots.write(slot, proved);
  reportsIn(disk, dir).write({
    jobId: trial.jobId,
    status: 'SUCCEEDED',
    version,
    code: 'runs',
    reason: trial.waitsForScan
      ? 'it read its chip, opened its spool, and the broker took a scan'
      : 'it read its chip, opened its spool and reached the broker',
  });
}

/** The next start finds a trial that was begun and not confirmed: it goes back, and keeps this report. */
function giveUp({ disk, dir, trial, versionBefore }: TrialPlace, code: string, reason: string): void {
  const report = { jobId: trial.jobId, status: 'FAILED' as const, version: versionBefore, code, reason };
  reportsIn(disk, dir).write(report);
}

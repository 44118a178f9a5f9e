import type { Disk } from './disk';
import { reportsIn } from './report';
import { type SlotName, slotsIn, type Trial } from './slots';

const GOALS = ['chip', 'spool', 'broker'] as const;
export type Goal = (typeof GOALS)[number];

const MISSING: Readonly<Record<Goal, string>> = {
  chip: 'its chip did not answer',
  spool: 'it did not open its spool',
  broker: 'it did not reach the broker',
};

export type RunningTrial = {
  /** Called as each is reached, any number of times. */
  reached(goal: Goal): void;
  /** Resolves once all three are reached and that is on disk. */
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

/** Watches a version that has yet to prove itself; `onFailed` is called once if its time runs out. */
export function watchTrial(place: TrialPlace, seconds: number, onFailed: () => void): RunningTrial {
  const missing = new Set<Goal>(GOALS);
  let open = true;
  let resolve: () => void = () => {};
  const confirmed = new Promise<void>((done) => {
    resolve = done;
  });
  const fail = (code: string, reason: string) => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    giveUp(place, code, reason);
  };
  const timer = setTimeout(() => {
    const reasons = [...missing].map((goal) => MISSING[goal]).join(', ');
    fail('trial-failed', `within ${seconds} s ${reasons}`);
    onFailed();
  }, seconds * 1000);
  return {
    confirmed,
    fail,
    reached: (goal) => {
      missing.delete(goal);
      if (missing.size > 0 || !open) return;
      open = false;
      clearTimeout(timer);
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
    reason: 'it read its chip, opened its spool and reached the broker',
  });
}

/** The next start finds a trial that was begun and not confirmed: it goes back, and keeps this report. */
function giveUp({ disk, dir, trial, versionBefore }: TrialPlace, code: string, reason: string): void {
  const report = { jobId: trial.jobId, status: 'FAILED' as const, version: versionBefore, code, reason };
  reportsIn(disk, dir).write(report);
}

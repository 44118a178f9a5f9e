import { MAX_READERS_A_JOB, type ReaderJob, type ReaderJobs, type ReaderState } from './reader-jobs';
import { sizeOf, type Wave } from './waves';

export type RollOut = {
  /** Its jobs are called `<name>-1`, `<name>-2` and so on: what was begun is found again by them. */
  readonly name: string;
  readonly waves: readonly Wave[];
  /** None but these. */
  readonly only?: readonly string[] | undefined;
  /** What has failed before now is tried again, once. */
  readonly again: boolean;
};

export type RollOutPorts = {
  readonly jobs: ReaderJobs;
  /** Waits until it is time to look again. Errors: rejects where the person has ended it. */
  readonly pause: () => Promise<void>;
  readonly report: (step: RollOutStep) => void;
};

export type RollOutStep =
  | { readonly kind: 'ordered'; readonly wave: number; readonly readerIds: readonly string[] }
  | { readonly kind: 'ended'; readonly readerId: string; readonly state: 'succeeded' | 'failed' };

export type Failure = { readonly readerId: string; readonly jobId: string; readonly reason: string };

/** `failures`: it stopped at them. `open`: readers that have not said how it went. `unknown`: named, and no reader of
 *  the stage; then nothing was ordered. */
export type RollOutEnd = {
  readonly readers: number;
  readonly succeeded: readonly string[];
  readonly failures: readonly Failure[];
  readonly open: readonly string[];
  readonly unknown: readonly string[];
};

type Latest = ReadonlyMap<string, { readonly state: ReaderState; readonly job: number }>;

/** Brings a version to one wave of readers after the other, each ordered when all of the one before run it; ends at
 *  the first failure, when someone cancels a job, or when the last wave runs it. All that it knows is in the jobs: begun again, it goes on. */
export async function rollOut(order: RollOut, { jobs, pause, report }: RollOutPorts): Promise<RollOutEnd> {
  const all = await jobs.readers();
  const readers = order.only === undefined ? all : all.filter((id) => order.only?.includes(id));
  const unknown = order.only?.filter((id) => !all.includes(id)) ?? [];
  if (unknown.length > 0) return { readers: 0, succeeded: [], failures: [], open: [], unknown };
  const begun = (await jobsOf(jobs, order.name)).length;
  const excused = order.again ? begun : 0;
  const reported = new Set<string>();
  for (;;) {
    const found = await jobsOf(jobs, order.name);
    const latest = latestOf(found);
    reportNew(latest, reported, report);
    const failed = [...latest].filter(([, { state, job }]) => state === 'failed' && job > excused);
    const inState = (...states: readonly ReaderState[]) =>
      readers.filter((id) => states.includes(latest.get(id)?.state ?? 'cancelled'));
    const end = {
      readers: readers.length,
      succeeded: inState('succeeded'),
      open: inState('waiting', 'running'),
      unknown,
    };
    if (failed.length > 0) return { ...end, failures: await reasonsOf(jobs, order.name, failed) };
    const cancelled = [...latest].filter(([, { state, job }]) => state === 'cancelled' && job > begun);
    if (cancelled.length > 0) return { ...end, failures: cancelledBySomeone(order.name, cancelled) };
    if (end.open.length > 0) {
      await pause();
      continue;
    }
    const next = nextWave(order.waves, readers.length, end.succeeded.length);
    if (next === undefined) return { ...end, failures: [] };
    const missing = readers.filter((id) => !end.succeeded.includes(id));
    const readerIds = missing.slice(0, Math.min(next.missing, MAX_READERS_A_JOB));
    const made = await jobs.create(`${order.name}-${found.length + 1}`, readerIds);
    if (made === 'created') report({ kind: 'ordered', wave: next.wave, readerIds });
  }
}

async function jobsOf(jobs: ReaderJobs, name: string): Promise<readonly ReaderJob[]> {
  const found: ReaderJob[] = [];
  for (;;) {
    const job = await jobs.find(`${name}-${found.length + 1}`);
    if (job === undefined) return found;
    found.push(job);
  }
}

/** How each reader stands in the last job that it is in, counted from 1. */
const latestOf = (jobs: readonly ReaderJob[]): Latest =>
  new Map(
    jobs.flatMap(({ states }, at) => [...states].map(([id, state]) => [id, { state, job: at + 1 }] as const)),
  );

function reportNew(latest: Latest, reported: Set<string>, report: RollOutPorts['report']): void {
  for (const [readerId, { state, job }] of latest) {
    if ((state !== 'succeeded' && state !== 'failed') || reported.has(`${job} ${readerId}`)) continue;
    reported.add(`${job} ${readerId}`);
    report({ kind: 'ended', readerId, state });
  }
}

function nextWave(waves: readonly Wave[], readers: number, done: number) {
  const at = waves.findIndex((wave) => sizeOf(wave, readers) > done);
  const wave = waves[at];
  return wave && { wave: at + 1, missing: sizeOf(wave, readers) - done };
}

/** Whoever cancels a job wants it to stop: nothing is ordered in its place. */
const cancelledBySomeone = (
  name: string,
  cancelled: readonly (readonly [string, { readonly job: number }])[],
): Failure[] =>
  cancelled.map(([readerId, { job }]) => ({
    readerId,
    jobId: `${name}-${job}`,
    reason: 'its job was cancelled',
  }));

const reasonsOf = (
  jobs: ReaderJobs,
  name: string,
  failed: readonly (readonly [string, { readonly job: number }])[],
): Promise<Failure[]> =>
  Promise.all(
    failed.map(async ([readerId, { job }]) => {
      const jobId = `${name}-${job}`;
      return { readerId, jobId, reason: await jobs.reason(jobId, readerId) };
    }),
  );

/** What becomes of a job on one thing, as the AWS IoT Jobs data plane tells it. Times are seconds since 1970. */
export type JobExecution = {
  readonly jobId: string;
  readonly thingName: string;
  readonly jobDocument: unknown;
  readonly status: JobStatus;
  readonly statusDetails: Readonly<Record<string, string>>;
  readonly queuedAt: number;
  readonly startedAt?: number;
  readonly lastUpdatedAt: number;
  /** One more at each update. */
  readonly versionNumber: number;
  readonly executionNumber: number;
};

export const DEVICE_STATUSES = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'] as const;
export type JobStatus = (typeof DEVICE_STATUSES)[number] | 'QUEUED' | 'CANCELED';

export type StatusUpdate = {
  readonly status: (typeof DEVICE_STATUSES)[number];
  readonly statusDetails?: Readonly<Record<string, string>> | undefined;
  readonly expectedVersion?: number | undefined;
};

export type UpdateAnswer =
  | { readonly execution: JobExecution }
  | {
      readonly refused: 'ResourceNotFound' | 'VersionMismatch' | 'InvalidStateTransition';
      readonly execution?: JobExecution;
    };

export type JobExecutions = {
  /** Queues the job for each thing. */
  create(jobId: string, things: readonly string[], document: unknown): void;
  cancel(jobId: string): void;
  find(thing: string, jobId: string): JobExecution | undefined;
  /** The one in progress, else the one queued first. */
  next(thing: string): JobExecution | undefined;
  startNext(thing: string, statusDetails?: Readonly<Record<string, string>>): JobExecution | undefined;
  update(thing: string, jobId: string, update: StatusUpdate): UpdateAnswer;
};

const PENDING: readonly JobStatus[] = ['IN_PROGRESS', 'QUEUED'];

/** `onNextChanged` is called when `next` of a thing is another job than before, or none. */
export function jobExecutions(nowMs: () => number, onNextChanged: (thing: string) => void): JobExecutions {
  const executions = new Map<string, JobExecution[]>();
  const seconds = () => Math.floor(nowMs() / 1000);
  const of = (thing: string) => executions.get(thing) ?? [];
  const find = (thing: string, jobId: string) => of(thing).find((each) => each.jobId === jobId);
  const next = (thing: string) =>
    PENDING.flatMap((status) => of(thing).filter((each) => each.status === status)).at(0);
  const watched = <T>(thing: string, change: () => T): T => {
    const before = next(thing)?.jobId;
    const answer = change();
    if (next(thing)?.jobId !== before) onNextChanged(thing);
    return answer;
  };
  const put = (execution: JobExecution): JobExecution => {
    const others = of(execution.thingName);
    const at = others.findIndex(({ jobId }) => jobId === execution.jobId);
    executions.set(execution.thingName, at < 0 ? [...others, execution] : others.with(at, execution));
    return execution;
  };
  const move = (from: JobExecution, status: JobStatus, details: StatusUpdate['statusDetails']) =>
    put({
      ...from,
      status,
      statusDetails: details ?? from.statusDetails,
      lastUpdatedAt: seconds(),
      ...(from.startedAt === undefined && status === 'IN_PROGRESS' && { startedAt: seconds() }),
      versionNumber: from.versionNumber + 1,
    });
  return {
    find,
    next,
    create: (jobId, things, jobDocument) => {
      const at = seconds();
      const fresh = { status: 'QUEUED' as const, statusDetails: {}, queuedAt: at, lastUpdatedAt: at };
      for (const thingName of things) {
        const execution = { jobId, thingName, jobDocument, ...fresh, versionNumber: 1, executionNumber: 1 };
        watched(thingName, () => put(execution));
      }
    },
    cancel: (jobId) => {
      for (const thing of executions.keys()) {
        const execution = find(thing, jobId);
        if (execution && PENDING.includes(execution.status)) {
          watched(thing, () => move(execution, 'CANCELED', undefined));
        }
      }
    },
    startNext: (thing, statusDetails) => {
      const execution = next(thing);
      if (execution?.status !== 'QUEUED') return execution;
      return watched(thing, () => move(execution, 'IN_PROGRESS', statusDetails));
    },
    update: (thing, jobId, { status, statusDetails, expectedVersion }) => {
      const execution = find(thing, jobId);
      if (!execution) return { refused: 'ResourceNotFound' };
      if (!PENDING.includes(execution.status)) return { refused: 'InvalidStateTransition', execution };
      if (expectedVersion !== undefined && expectedVersion !== execution.versionNumber) {
        return { refused: 'VersionMismatch', execution };
      }
      return { execution: watched(thing, () => move(execution, status, statusDetails)) };
    },
  };
}

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

type Ledger = {
  readonly nowMs: () => number;
  readonly onNextChanged: (thing: string) => void;
  /** By thing, in the order in which they were queued. */
  readonly executions: Map<string, JobExecution[]>;
};

/** `onNextChanged` is called when `next` of a thing is another job than before, or none. */
export function jobExecutions(nowMs: () => number, onNextChanged: (thing: string) => void): JobExecutions {
  const ledger: Ledger = { nowMs, onNextChanged, executions: new Map() };
  return {
    find: (thing, jobId) => find(ledger, thing, jobId),
    next: (thing) => next(ledger, thing),
    create: (jobId, things, jobDocument) => create(ledger, jobId, things, jobDocument),
    cancel: (jobId) => cancel(ledger, jobId),
    startNext: (thing, statusDetails) => startNext(ledger, thing, statusDetails),
    update: (thing, jobId, change) => update(ledger, thing, jobId, change),
  };
}

const executionsOf = ({ executions }: Ledger, thing: string) => executions.get(thing) ?? [];
const find = (ledger: Ledger, thing: string, jobId: string) =>
  executionsOf(ledger, thing).find((each) => each.jobId === jobId);
const next = (ledger: Ledger, thing: string) =>
  PENDING.flatMap((status) => executionsOf(ledger, thing).filter((each) => each.status === status)).at(0);

function create(ledger: Ledger, jobId: string, things: readonly string[], jobDocument: unknown) {
  const at = seconds(ledger);
  const fresh = { status: 'QUEUED' as const, statusDetails: {}, queuedAt: at, lastUpdatedAt: at };
  for (const thingName of things) {
    const execution = { jobId, thingName, jobDocument, ...fresh, versionNumber: 1, executionNumber: 1 };
    watched(ledger, thingName, () => put(ledger, execution));
  }
}

function cancel(ledger: Ledger, jobId: string) {
  for (const thing of ledger.executions.keys()) {
    const execution = find(ledger, thing, jobId);
    if (execution && PENDING.includes(execution.status)) {
      watched(ledger, thing, () => move(ledger, execution, 'CANCELED', undefined));
    }
  }
}

function startNext(ledger: Ledger, thing: string, statusDetails: StatusUpdate['statusDetails']) {
  const execution = next(ledger, thing);
  if (execution?.status !== 'QUEUED') return execution;
  return watched(ledger, thing, () => move(ledger, execution, 'IN_PROGRESS', statusDetails));
}

function update(ledger: Ledger, thing: string, jobId: string, change: StatusUpdate): UpdateAnswer {
  const { status, statusDetails, expectedVersion } = change;
  const execution = find(ledger, thing, jobId);
  if (!execution) return { refused: 'ResourceNotFound' };
  if (!PENDING.includes(execution.status)) return { refused: 'InvalidStateTransition', execution };
  if (expectedVersion !== undefined && expectedVersion !== execution.versionNumber) {
    return { refused: 'VersionMismatch', execution };
  }
  return { execution: watched(ledger, thing, () => move(ledger, execution, status, statusDetails)) };
}

function watched<T>(ledger: Ledger, thing: string, change: () => T): T {
  const before = next(ledger, thing)?.jobId;
  const answer = change();
  if (next(ledger, thing)?.jobId !== before) ledger.onNextChanged(thing);
  return answer;
}

function move(
  ledger: Ledger,
  from: JobExecution,
  status: JobStatus,
  details: StatusUpdate['statusDetails'],
): JobExecution {
  return put(ledger, {
    ...from,
    status,
    statusDetails: details ?? from.statusDetails,
    lastUpdatedAt: seconds(ledger),
    ...(from.startedAt === undefined && status === 'IN_PROGRESS' && { startedAt: seconds(ledger) }),
    versionNumber: from.versionNumber + 1,
  });
}

function put(ledger: Ledger, execution: JobExecution): JobExecution {
  const others = executionsOf(ledger, execution.thingName);
  const at = others.findIndex(({ jobId }) => jobId === execution.jobId);
  ledger.executions.set(execution.thingName, at < 0 ? [...others, execution] : others.with(at, execution));
  return execution;
}

const seconds = ({ nowMs }: Ledger) => Math.floor(nowMs() / 1000);

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
export type JobStatus = (typeof DEVICE_STATUSES)[number] | 'QUEUED' | 'CANCELED' | 'TIMED_OUT';

/** What a job says of its executions beside its document. */
export type JobRules = {
  /** What has not begun is cancelled once so many have ended, and so many per cent of all of them badly. */
  readonly abort?: { readonly thresholdPercentage: number; readonly minExecuted: number } | undefined;
  /** An execution in progress for longer has failed. */
  readonly inProgressTimeoutMs?: number | undefined;
  /** The document as a thing is given it, made anew each time. */
  readonly handOut?: ((document: unknown) => unknown) | undefined;
};

export type Job = {
  readonly jobId: string;
  readonly status: 'IN_PROGRESS' | 'CANCELED' | 'COMPLETED';
  readonly executions: readonly JobExecution[];
};

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
  create(jobId: string, things: readonly string[], document: unknown, rules?: JobRules): void;
  /** Undefined where no such job was created. */
  job(jobId: string): Job | undefined;
  cancel(jobId: string): void;
  find(thing: string, jobId: string): JobExecution | undefined;
  /** The one in progress, else the one queued first. */
  next(thing: string): JobExecution | undefined;
  startNext(thing: string, statusDetails?: Readonly<Record<string, string>>): JobExecution | undefined;
  update(thing: string, jobId: string, update: StatusUpdate): UpdateAnswer;
};

const PENDING: readonly JobStatus[] = ['IN_PROGRESS', 'QUEUED'];
const BAD_ENDS: readonly JobStatus[] = ['FAILED', 'REJECTED', 'TIMED_OUT'];

type JobStore = {
  readonly nowMs: () => number;
  readonly onNextChanged: (thing: string) => void;
  /** By thing, in the order in which they were queued. */
  readonly executions: Map<string, JobExecution[]>;
  readonly rules: Map<string, JobRules>;
  readonly cancelled: Set<string>;
};

/** `onNextChanged` is called when `next` of a thing is another job than before, or none. */
export function jobExecutions(nowMs: () => number, onNextChanged: (thing: string) => void): JobExecutions {
  const store: JobStore = {
    nowMs,
    onNextChanged,
    executions: new Map(),
    rules: new Map(),
    cancelled: new Set(),
  };
  const upToDate = <T>(answer: () => T): T => {
    endOverdue(store);
    return answer();
  };
  return {
    find: (thing, jobId) => upToDate(() => handedOut(store, find(store, thing, jobId))),
    next: (thing) => upToDate(() => handedOut(store, next(store, thing))),
    create: (jobId, things, jobDocument, rules = {}) => {
      store.rules.set(jobId, rules);
      create(store, jobId, things, jobDocument);
    },
    job: (jobId) => upToDate(() => job(store, jobId)),
    cancel: (jobId) => cancel(store, jobId, PENDING),
    startNext: (thing, statusDetails) =>
      upToDate(() => handedOut(store, startNext(store, thing, statusDetails))),
    update: (thing, jobId, change) => upToDate(() => update(store, thing, jobId, change)),
  };
}

function handedOut({ rules }: JobStore, execution: JobExecution | undefined): JobExecution | undefined {
  const handOut = execution && rules.get(execution.jobId)?.handOut;
  return handOut ? { ...execution, jobDocument: handOut(execution.jobDocument) } : execution;
}

const executionsOfJob = ({ executions }: JobStore, jobId: string) =>
  [...executions.values()].flat().filter((each) => each.jobId === jobId);

function job(store: JobStore, jobId: string): Job | undefined {
  if (!store.rules.has(jobId)) return undefined;
  const executions = executionsOfJob(store, jobId);
  const isOver = executions.every(({ status }) => !PENDING.includes(status));
  const status = store.cancelled.has(jobId) ? 'CANCELED' : isOver ? 'COMPLETED' : 'IN_PROGRESS';
  return { jobId, status, executions };
}

const executionsOf = ({ executions }: JobStore, thing: string) => executions.get(thing) ?? [];
const find = (store: JobStore, thing: string, jobId: string) =>
  executionsOf(store, thing).find((each) => each.jobId === jobId);
const next = (store: JobStore, thing: string) =>
  PENDING.flatMap((status) => executionsOf(store, thing).filter((each) => each.status === status)).at(0);

function create(store: JobStore, jobId: string, things: readonly string[], jobDocument: unknown) {
  const at = seconds(store);
  const fresh = { status: 'QUEUED' as const, statusDetails: {}, queuedAt: at, lastUpdatedAt: at };
  for (const thingName of things) {
    const execution = { jobId, thingName, jobDocument, ...fresh, versionNumber: 1, executionNumber: 1 };
    watched(store, thingName, () => put(store, execution));
  }
}

function cancel(store: JobStore, jobId: string, statuses: readonly JobStatus[]) {
  store.cancelled.add(jobId);
  for (const thing of store.executions.keys()) {
    const execution = find(store, thing, jobId);
    if (execution && statuses.includes(execution.status)) {
      watched(store, thing, () => move(store, execution, 'CANCELED', undefined));
    }
  }
}

function startNext(store: JobStore, thing: string, statusDetails: StatusUpdate['statusDetails']) {
  const execution = next(store, thing);
  if (execution?.status !== 'QUEUED') return execution;
  return watched(store, thing, () => move(store, execution, 'IN_PROGRESS', statusDetails));
}

function update(store: JobStore, thing: string, jobId: string, change: StatusUpdate): UpdateAnswer {
  const { status, statusDetails, expectedVersion } = change;
  const execution = find(store, thing, jobId);
  if (!execution) return { refused: 'ResourceNotFound' };
  if (!PENDING.includes(execution.status)) return { refused: 'InvalidStateTransition', execution };
  if (expectedVersion !== undefined && expectedVersion !== execution.versionNumber) {
    return { refused: 'VersionMismatch', execution };
  }
  const moved = watched(store, thing, () => move(store, execution, status, statusDetails));
  abortIfDue(store, jobId);
  return { execution: moved };
}

function endOverdue(store: JobStore): void {
  for (const execution of [...store.executions.values()].flat()) {
    const { jobId, thingName, status, startedAt = 0 } = execution;
    const limitMs = store.rules.get(jobId)?.inProgressTimeoutMs;
    if (status !== 'IN_PROGRESS' || limitMs === undefined) continue;
    if (store.nowMs() - startedAt * 1000 < limitMs) continue;
    watched(store, thingName, () => move(store, execution, 'TIMED_OUT', undefined));
    abortIfDue(store, jobId);
  }
}

/** As AWS does it, what is in progress may end. */
function abortIfDue(store: JobStore, jobId: string): void {
  const abort = store.rules.get(jobId)?.abort;
  const executions = executionsOfJob(store, jobId);
  const ended = executions.filter(({ status }) => !PENDING.includes(status));
  const bad = ended.filter(({ status }) => BAD_ENDS.includes(status));
  if (abort === undefined || bad.length === 0 || ended.length < abort.minExecuted) return;
  if ((bad.length / executions.length) * 100 < abort.thresholdPercentage) return;
  cancel(store, jobId, ['QUEUED']);
}

function watched<T>(store: JobStore, thing: string, change: () => T): T {
  const before = next(store, thing)?.jobId;
  const answer = change();
  if (next(store, thing)?.jobId !== before) store.onNextChanged(thing);
  return answer;
}

function move(
  store: JobStore,
  from: JobExecution,
  status: JobStatus,
  details: StatusUpdate['statusDetails'],
): JobExecution {
  return put(store, {
    ...from,
    status,
    statusDetails: details ?? from.statusDetails,
    lastUpdatedAt: seconds(store),
    ...(from.startedAt === undefined && status === 'IN_PROGRESS' && { startedAt: seconds(store) }),
    versionNumber: from.versionNumber + 1,
  });
}

function put(store: JobStore, execution: JobExecution): JobExecution {
  const others = executionsOf(store, execution.thingName);
  const at = others.findIndex(({ jobId }) => jobId === execution.jobId);
  store.executions.set(execution.thingName, at < 0 ? [...others, execution] : others.with(at, execution));
  return execution;
}

const seconds = ({ nowMs }: JobStore) => Math.floor(nowMs() / 1000);

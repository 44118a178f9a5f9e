import { carryOutJob, type Job, type JobOutcome, type UpdateContext } from './carry-out-job';
import { reportsIn } from './report';

export type JobStatusUpdate = {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'REJECTED';
  readonly statusDetails: Readonly<Record<string, string>>;
};

/** AWS IoT Jobs for one thing. Errors: none of these rejects. */
export type JobsClient = {
  /** Called whenever there may be a job to start: on connecting, and when the next job is another. */
  onChanged(listener: () => void): void;
  /** The next job, now in progress; `none` where there is none, `unanswered` where no answer came. */
  startNext(): Promise<Job | 'none' | 'unanswered'>;
  /** `refused`: the job is over already, or unknown; saying it again changes nothing. */
  update(jobId: string, update: JobStatusUpdate): Promise<'accepted' | 'refused' | 'unanswered'>;
  close(): void;
};

export type AgentOptions = {
  readonly jobs: JobsClient;
  readonly context: UpdateContext;
  /** A job is ready for its trial: the reader is to end and be started again. */
  readonly restart: (jobId: string) => void;
  readonly note: (line: string) => void;
};

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;
/** A broker that hands out jobs for ever is taken one at a time. */
const BETWEEN_JOBS_MS = 1000;

/** Reports how the last trial ended, then carries out what jobs there are, one after the other, until a restart is
 *  due or `stop` is called. Whatever is not answered is asked again later. */
export function runJobAgent(options: AgentOptions): { stop(): void } {
  let stopped = false;
  let busy = false;
  let again = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  const later = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(work, ms).unref();
  };
  const work = async (): Promise<void> => {
    again = busy;
    if (busy || stopped) return;
    busy = true;
    const next = await oneStep(options).catch((error: unknown) => {
      options.note(`jobs: ${String(error)}`);
      return 'unanswered' as const;
    });
    busy = false;
    if (next === 'restart') stopped = true;
    else if (next === 'unanswered') {
      later(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    } else {
      pauseMs = FIRST_PAUSE_MS;
      if (next === 'more' || again) later(BETWEEN_JOBS_MS);
    }
  };
  options.jobs.onChanged(() => void work());
  void work();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      options.jobs.close();
    },
  };
}

async function oneStep(options: AgentOptions): Promise<'idle' | 'more' | 'restart' | 'unanswered'> {
  const { jobs, context } = options;
  if (!(await reportLast(options))) return 'unanswered';
  const job = await jobs.startNext();
  if (job === 'none') return 'idle';
  if (job === 'unanswered') return 'unanswered';
  const outcome = await carryOutJob(job, context);
  if (outcome.kind === 'restart') {
    options.note(`job ${job.jobId}: in its slot, starting again for its trial`);
    options.restart(job.jobId);
    return 'restart';
  }
  options.note(`job ${job.jobId}: ${outcome.status} (${outcome.code}): ${outcome.reason}`);
  const answer = await jobs.update(job.jobId, statusOf(outcome, context.running.version));
  return answer === 'unanswered' ? 'unanswered' : 'more';
}

async function reportLast({ jobs, context, note }: AgentOptions): Promise<boolean> {
  const reports = reportsIn(context.disk, context.dir);
  const report = reports.last();
  if (!report || report.sent) return true;
  const answer = await jobs.update(report.jobId, statusOf(report, report.version));
  if (answer === 'unanswered') return false;
  note(`job ${report.jobId}: ${report.status} (${report.code}): ${report.reason}`);
  reports.markSent();
  return true;
}

function statusOf(
  { status, code, reason }: Pick<Extract<JobOutcome, { kind: 'ended' }>, 'status' | 'code' | 'reason'>,
  version: string,
): JobStatusUpdate {
  return { status, statusDetails: { code, reason: detailText(reason), version } };
}

/** AWS IoT Jobs refuses status details with control characters, empty ones, and those above 1024 characters. */
const detailText = (text: string): string => text.replace(/\p{C}+/gu, ' ').slice(0, 1000) || '-';

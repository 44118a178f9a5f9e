import { z } from 'zod';
import { DEVICE_STATUSES, type JobExecution, type JobExecutions } from './job-executions';

/** AWS IoT Jobs takes no control characters in status details, and no empty ones. */
const statusDetails = z.record(
  z.string().regex(/^[a-zA-Z0-9:_-]{1,128}$/),
  z.string().regex(/^[^\p{C}]{1,1024}$/u),
);
const clientToken = z.string().max(64).optional();
const startRequest = z.object({ clientToken, statusDetails: statusDetails.optional() });
const getRequest = z.object({ clientToken, includeJobDocument: z.boolean().default(true) });
const updateRequest = z.object({
  clientToken,
  status: z.enum(DEVICE_STATUSES),
  statusDetails: statusDetails.optional(),
  expectedVersion: z.int().optional(),
  includeJobExecutionState: z.boolean().default(false),
  includeJobDocument: z.boolean().default(false),
});

/** A reply's body without its time and token. */
type Reply = { readonly accepted: object } | { readonly rejected: string; readonly more?: object };

export type JobsAnswer = { readonly topic: string; readonly payload: string };

/** What AWS IoT Jobs answers to a message below `$aws/things/{thing}/jobs/`: to `start-next`, `{jobId}/get` and
 *  `{jobId}/update`, where `$next` stands for the next job. Undefined where the topic is none of that thing's. */
export function answerJobsTopics(
  executions: JobExecutions,
  thing: string,
  topic: string,
  payload: Buffer,
): JobsAnswer | undefined {
  const prefix = jobsTopic(thing, '');
  if (!topic.startsWith(prefix)) return undefined;
  const request = parseJson(payload);
  const answer = (reply: Reply): JobsAnswer => {
    const verdict = 'accepted' in reply ? 'accepted' : 'rejected';
    const body =
      'accepted' in reply ? reply.accepted : { code: reply.rejected, message: reply.rejected, ...reply.more };
    const token = z.object({ clientToken }).safeParse(request).data?.clientToken;
    const timestamp = Math.floor(Date.now() / 1000);
    return {
      topic: `${topic}/${verdict}`,
      payload: JSON.stringify({ ...body, timestamp, ...(token !== undefined && { clientToken: token }) }),
    };
  };
  if (request === undefined) return answer({ rejected: 'InvalidJson' });
  return answer(replyTo(executions, thing, topic.slice(prefix.length).split('/'), request));
}

export const jobsTopic = (thing: string, rest: string) => `$aws/things/${thing}/jobs/${rest}`;

/** The job's own account, without what only some answers hold. */
export function describeExecution(execution: JobExecution | undefined, withDocument = true): object {
  if (!execution) return {};
  const { jobDocument, ...rest } = execution;
  return { execution: withDocument ? execution : rest };
}

function replyTo(executions: JobExecutions, thing: string, path: readonly string[], request: unknown): Reply {
  const [first, verb, more] = path;
  if (first === undefined || more !== undefined) return { rejected: 'InvalidTopic' };
  if (first === 'start-next' && verb === undefined) {
    const parsed = startRequest.safeParse(request);
    if (!parsed.success) return { rejected: 'InvalidRequest' };
    return { accepted: describeExecution(executions.startNext(thing, parsed.data.statusDetails)) };
  }
  if (verb === 'get') return get(executions, thing, first, request);
  if (verb === 'update') return update(executions, thing, first, request);
  return { rejected: 'InvalidTopic' };
}

function get(executions: JobExecutions, thing: string, jobId: string, request: unknown): Reply {
  const parsed = getRequest.safeParse(request);
  if (!parsed.success) return { rejected: 'InvalidRequest' };
  const execution = jobId === '$next' ? executions.next(thing) : executions.find(thing, jobId);
  if (!execution && jobId !== '$next') return { rejected: 'ResourceNotFound' };
  return { accepted: describeExecution(execution, parsed.data.includeJobDocument) };
}

function update(executions: JobExecutions, thing: string, jobId: string, request: unknown): Reply {
  const parsed = updateRequest.safeParse(request);
  if (!parsed.success) return { rejected: 'InvalidRequest' };
  const answer = executions.update(thing, jobId, parsed.data);
  if ('refused' in answer) {
    const more = answer.execution && { executionState: stateOf(answer.execution) };
    return { rejected: answer.refused, ...(more && { more }) };
  }
  const { execution } = answer;
  return {
    accepted: {
      ...(parsed.data.includeJobExecutionState && { executionState: stateOf(execution) }),
      ...(parsed.data.includeJobDocument && { jobDocument: execution.jobDocument }),
    },
  };
}

const stateOf = ({ status, statusDetails, versionNumber }: JobExecution) => ({
  status,
  statusDetails,
  versionNumber,
});

function parseJson(payload: Buffer): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

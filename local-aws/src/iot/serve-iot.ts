import { z } from 'zod';
import type { IotCall, IotService } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import type { Authorizer } from '../iam/authorizer';
import { roleNameOf } from '../lambda/access-keys';
import type { AwsEnvironment } from '../model/aws-environment';
import type { Job, JobExecution, JobExecutions } from '../mqtt/jobs/job-executions';
import { withPresignedUrls } from './presigned-url';

/** The one thing group of the local run: whoever has a certificate is in it. */
export type ThingGroup = { readonly name: string; readonly things: () => Promise<readonly string[]> };

export type IotSetup = {
  readonly environment: AwsEnvironment;
  readonly endpoint: string;
  readonly executions: JobExecutions;
  readonly group: ThingGroup;
  readonly authorizeRole: Authorizer['authorizeRole'];
  readonly nowMs: () => number;
};

const percentage = z.number().min(0).max(100);
/** What is used of CreateJob; another member would change the job in silence. */
const createJob = z.strictObject({
  targets: z.array(z.string()).min(1).max(100),
  document: z.string().max(32_768),
  description: z.string().max(2028).optional(),
  targetSelection: z.literal('SNAPSHOT').optional(),
  presignedUrlConfig: z
    .strictObject({ roleArn: z.string(), expiresInSec: z.int().min(60).max(3600).default(3600) })
    .optional(),
  abortConfig: z
    .strictObject({
      criteriaList: z.tuple([
        z.strictObject({
          failureType: z.literal('ALL'),
          action: z.literal('CANCEL'),
          thresholdPercentage: percentage,
          minNumberOfExecutedThings: z.int().min(1),
        }),
      ]),
    })
    .optional(),
  timeoutConfig: z.strictObject({ inProgressTimeoutInMinutes: z.int().min(1).max(10_080) }).optional(),
});
const JOB_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** The control plane of AWS IoT, as far as jobs for things go: the same jobs that the broker hands out. */
export function serveIot(setup: IotSetup): IotService {
  const arn = (kind: string, name: string) =>
    `arn:aws:iot:${setup.environment.region}:${setup.environment.accountId}:${kind}/${name}`;
  const jobOf = ({ names: { jobId = '' } }: IotCall): Job => {
    const job = setup.executions.job(jobId);
    if (job === undefined) throw notFound(`Job ${jobId} cannot be found.`);
    return job;
  };
  const answers: Readonly<Record<IotCall['operation'], IotService>> = {
    CreateJob: async (call) => await create(setup, call, arn),
    DescribeJob: async (call) => {
      const { jobId, status, executions } = jobOf(call);
      const targets = executions.map(({ thingName }) => arn('thing', thingName));
      return { job: { jobId, jobArn: arn('job', jobId), targetSelection: 'SNAPSHOT', status, targets } };
    },
    ListJobExecutionsForJob: async (call) => ({
      executionSummaries: jobOf(call).executions.map((each) => ({
        thingArn: arn('thing', each.thingName),
        jobExecutionSummary: timesOf(each),
      })),
    }),
    DescribeJobExecution: async (call) => {
      const { thingName = '' } = call.names;
      const found = jobOf(call).executions.find((each) => each.thingName === thingName);
      if (found === undefined) throw notFound(`Job ${call.names.jobId} has no execution on ${thingName}.`);
      const { jobId, statusDetails, versionNumber } = found;
      const more = { statusDetails: { detailsMap: statusDetails }, thingArn: arn('thing', thingName) };
      return { execution: { jobId, ...timesOf(found), ...more, versionNumber } };
    },
    ListThingsInThingGroup: async ({ names: { groupName = '' } }) => {
      if (groupName !== setup.group.name) throw notFound(`Thing group ${groupName} cannot be found.`);
      return { things: await setup.group.things() };
    },
  };
  return (call) => answers[call.operation](call);
}

async function create(
  { environment: { region }, endpoint, executions, group, authorizeRole, nowMs }: IotSetup,
  { names: { jobId = '' }, body }: IotCall,
  arn: (kind: string, name: string) => string,
): Promise<object> {
  const { targets, document, presignedUrlConfig, abortConfig, timeoutConfig } = parsed(jobId, body);
  const known = new Set((await group.things()).map((thing) => arn('thing', thing)));
  const stranger = targets.find((target) => !known.has(target));
  if (stranger !== undefined) throw invalid(`${stranger} is no thing that may connect here.`);
  if (executions.job(jobId) !== undefined) {
    throw new AwsError('ResourceAlreadyExistsException', `Job ${jobId} already exists.`, 409);
  }
  const { roleArn, expiresInSec = 3600 } = presignedUrlConfig ?? {};
  if (roleArn !== undefined) {
    const taken = authorizeRole('iot.amazonaws.com', arn('job', jobId), roleArn);
    if (!taken.allowed) throw invalid(taken.message);
  }
  const [abort] = abortConfig?.criteriaList ?? [];
  const things = targets.map((target) => target.slice(target.lastIndexOf('/') + 1));
  executions.create(jobId, things, jsonOf(document), {
    abort: abort && {
      thresholdPercentage: abort.thresholdPercentage,
      minExecuted: abort.minNumberOfExecutedThings,
    },
    inProgressTimeoutMs: timeoutConfig && timeoutConfig.inProgressTimeoutInMinutes * 60_000,
    handOut: (given) =>
      roleArn === undefined
        ? given
        : withPresignedUrls(given, {
            endpoint,
            region,
            roleName: roleNameOf(roleArn),
            expiresInSec,
            nowMs: nowMs(),
          }),
  });
  return { jobId, jobArn: arn('job', jobId) };
}

function parsed(jobId: string, body: Buffer): z.output<typeof createJob> {
  const read = createJob.safeParse(jsonOf(body.toString()));
  if (!JOB_ID.test(jobId)) throw invalid(`"${jobId}" is no job id.`);
  if (!read.success) throw invalid(z.prettifyError(read.error));
  return read.data;
}

const timesOf = ({ status, queuedAt, startedAt, lastUpdatedAt, executionNumber }: JobExecution) => ({
  status,
  queuedAt,
  ...(startedAt !== undefined && { startedAt }),
  lastUpdatedAt,
  executionNumber,
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('It is no JSON.');
  }
}

const invalid = (message: string) => new AwsError('InvalidRequestException', message);
const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 404);

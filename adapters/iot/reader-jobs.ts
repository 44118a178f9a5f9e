import {
  CreateJobCommand,
  DescribeJobCommand,
  DescribeJobExecutionCommand,
  type IoTClient,
  type JobExecutionStatus,
  type JobStatus,
  paginateListJobExecutionsForJob,
  paginateListThingsInThingGroup,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import type { ReaderJob, ReaderJobs, ReaderState } from '../../app/roll-out/reader-jobs';

export type ReaderJobsPlace = {
  readonly region: string;
  readonly accountId: string;
  readonly thingGroup: string;
  /** In which AWS IoT lets readers fetch the bundle. */
  readonly roleArn: string;
  readonly bundle: { readonly version: string; readonly bucket: string; readonly key: string };
};

/** One failure is more than that of any stage. AWS IoT takes two decimals. */
const ANY_FAILURE_PERCENT = 0.01;
const SILENT_MINUTES = 60;

const STATES: Readonly<Record<JobExecutionStatus, ReaderState>> = {
  QUEUED: 'waiting',
  IN_PROGRESS: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  REJECTED: 'failed',
  TIMED_OUT: 'failed',
  REMOVED: 'cancelled',
  CANCELED: 'cancelled',
};

/** Jobs of AWS IoT for one version. A reader is given an address of its bundle that is made when it asks and good for
 *  an hour, however long it was away. */
export function readerJobs(client: IoTClient, place: ReaderJobsPlace): ReaderJobs {
  return {
    readers: async () => {
      const names: string[] = [];
      const pages = paginateListThingsInThingGroup({ client }, { thingGroupName: place.thingGroup });
      for await (const { things = [] } of pages) names.push(...things);
      return names.sort();
    },
    find: (jobId) => find(client, jobId),
    create: (jobId, readerIds) => create(client, place, jobId, readerIds),
    reason: async (jobId, thingName) => {
      const { execution } = await client.send(new DescribeJobExecutionCommand({ jobId, thingName }));
      const { code, reason } = execution?.statusDetails?.detailsMap ?? {};
      if (execution?.status === 'TIMED_OUT') {
        return `it took the job and was not heard of for ${SILENT_MINUTES} minutes`;
      }
      return [code, reason].filter(Boolean).join(': ') || 'it does not say why';
    },
  };
}

async function find(client: IoTClient, jobId: string): Promise<ReaderJob | undefined> {
  try {
    const { job } = await client.send(new DescribeJobCommand({ jobId }));
    // AWS IoT makes the executions one by one after the job: who has none yet is waiting for it.
    const initial = isOver(job?.status) ? 'cancelled' : 'waiting';
    const states = new Map((job?.targets ?? []).map((arn): [string, ReaderState] => [nameOf(arn), initial]));
    for await (const { executionSummaries = [] } of paginateListJobExecutionsForJob({ client }, { jobId })) {
      for (const { thingArn, jobExecutionSummary } of executionSummaries) {
        const status = jobExecutionSummary?.status;
        if (thingArn !== undefined && status !== undefined) states.set(nameOf(thingArn), STATES[status]);
      }
    }
    return { jobId, states };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(
  client: IoTClient,
  { region, accountId, roleArn, bundle }: ReaderJobsPlace,
  jobId: string,
  readerIds: readonly string[],
): Promise<'created' | 'exists'> {
  const { version, bucket, key } = bundle;
  const url = `\${aws:iot:s3-presigned-url:https://s3.${region}.amazonaws.com/${bucket}/${key}}`;
  const command = new CreateJobCommand({
    jobId,
    targets: readerIds.map((id) => `arn:aws:iot:${region}:${accountId}:thing/${id}`),
    targetSelection: 'SNAPSHOT',
    document: JSON.stringify({ operation: 'update', version, url }),
    presignedUrlConfig: { roleArn, expiresInSec: 3600 },
    abortConfig: {
      criteriaList: [
        {
          failureType: 'ALL',
          action: 'CANCEL',
          thresholdPercentage: ANY_FAILURE_PERCENT,
          minNumberOfExecutedThings: 1,
        },
      ],
    },
    timeoutConfig: { inProgressTimeoutInMinutes: SILENT_MINUTES },
  });
  try {
    await client.send(command);
    return 'created';
  } catch (error) {
    if (error instanceof ResourceAlreadyExistsException) return 'exists';
    throw error;
  }
}

const isOver = (status: JobStatus | undefined) => status !== 'IN_PROGRESS' && status !== 'SCHEDULED';
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

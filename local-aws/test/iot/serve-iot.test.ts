import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  DescribeJobExecutionCommand,
  IoTClient,
  ListJobExecutionsForJobCommand,
  ListJobsCommand,
  ListThingsInThingGroupCommand,
} from '@aws-sdk/client-iot';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { AwsCall } from '../../src/gateway/aws-call';
import { type Gateway, startGateway } from '../../src/gateway/start-gateway';
import { serveIot } from '../../src/iot/serve-iot';
import { accessKeyId } from '../../src/lambda/access-keys';
import { brokerJobs } from '../../src/mqtt/jobs/broker-jobs';
import { openS3, type S3Service } from '../../src/s3/serve-s3';

const START = Date.now();
const region = 'eu-central-1';
const ROLE = 'arn:aws:iam::000000000000:role/fetch';
const arnOf = (thing: string) => `arn:aws:iot:${region}:000000000000:thing/${thing}`;
const unused = async () => undefined;

describe('the control plane of AWS IoT', () => {
  let nowMs: number;
  let dir: string;
  let gateway: Gateway;
  let s3: S3Service;
  let iot: IoTClient;
  let jobs: ReturnType<typeof brokerJobs>;
  let calls: AwsCall[];
  let roleMay: boolean;
  beforeEach(async () => {
    nowMs = START;
    calls = [];
    roleMay = true;
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-iot-'));
    s3 = await openS3([{ name: 'files', arn: 'arn:aws:s3:::files' }], dir);
    const authorize = (call: AwsCall) => {
      calls.push(call);
      return { allowed: true as const };
    };
    gateway = await startGateway({ port: 0, onFault: () => undefined, authorize });
    jobs = brokerJobs(() => nowMs);
    gateway.serve({
      dynamodb: unused,
      sqs: unused,
      events: unused,
      s3: s3.serve,
      iot: serveIot({
        environment: { region, accountId: '000000000000' },
        endpoint: gateway.endpoint,
        executions: jobs.executions,
        group: { name: 'readers', things: async () => ['desk-1', 'desk-2', 'desk-3'] },
        authorizeRole: () => (roleMay ? { allowed: true } : { allowed: false, message: 'not for IoT' }),
        nowMs: () => nowMs,
      }),
    });
    const credentials = { accessKeyId: 'AKIAANYONE', secretAccessKey: 'any' };
    iot = new IoTClient({ endpoint: gateway.endpoint, region, credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    iot.destroy();
    await gateway.close();
    await s3.close();
    await rm(dir, { recursive: true, force: true });
  });

  const create = (jobId: string, things: readonly string[], more: Partial<CreateJobCommandInput> = {}) =>
    iot.send(
      new CreateJobCommand({
        jobId,
        targets: things.map(arnOf),
        document: JSON.stringify({ operation: 'update', version: '1.0.0', url: 'https://x' }),
        ...more,
      }),
    );
  const abortConfig = {
    criteriaList: [
      {
        failureType: 'ALL' as const,
        action: 'CANCEL' as const,
        thresholdPercentage: 0.01,
        minNumberOfExecutedThings: 1,
      },
    ],
  };
  const ask = (thing: string, topic: string, body: object = {}) => {
    const answers: { topic: string; body: { execution?: { jobDocument: { url: string } } } }[] = [];
    jobs.attach((to, payload) => answers.push({ topic: to, body: JSON.parse(payload) }));
    jobs.take(thing, `$aws/things/${thing}/jobs/${topic}`, Buffer.from(JSON.stringify(body)));
    return answers.find((answer) => answer.topic.includes(topic))?.body;
  };
  const statuses = async (jobId: string) => {
    const { executionSummaries = [] } = await iot.send(new ListJobExecutionsForJobCommand({ jobId }));
    return executionSummaries.map(({ thingArn, jobExecutionSummary }) => [
      thingArn?.split('/').at(-1),
      jobExecutionSummary?.status,
    ]);
  };

  it('lists the things of its group, and knows no other group', async () => {
    const { things } = await iot.send(new ListThingsInThingGroupCommand({ thingGroupName: 'readers' }));
    expect(things).toEqual(['desk-1', 'desk-2', 'desk-3']);
    const other = iot.send(new ListThingsInThingGroupCommand({ thingGroupName: 'lamps' }));
    await expect(other).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('gives the broker’s things a job, and tells what became of it on each', async () => {
    expect(await create('job-1', ['desk-1', 'desk-2'])).toMatchObject({ jobId: 'job-1' });
    expect(ask('desk-1', 'start-next')).toMatchObject({
      execution: { jobId: 'job-1', status: 'IN_PROGRESS', jobDocument: { url: 'https://x' } },
    });
    ask('desk-1', 'job-1/update', { status: 'FAILED', statusDetails: { code: 'crashed', reason: 'it did' } });
    expect(await statuses('job-1')).toEqual([
      ['desk-1', 'FAILED'],
      ['desk-2', 'QUEUED'],
    ]);
    const { job } = await iot.send(new DescribeJobCommand({ jobId: 'job-1' }));
    expect(job).toMatchObject({ status: 'IN_PROGRESS', targets: [arnOf('desk-1'), arnOf('desk-2')] });
    const one = await iot.send(new DescribeJobExecutionCommand({ jobId: 'job-1', thingName: 'desk-1' }));
    expect(one.execution?.statusDetails?.detailsMap).toEqual({ code: 'crashed', reason: 'it did' });
    expect(one.execution?.lastUpdatedAt).toEqual(new Date(Math.floor(START / 1000) * 1000));
  });

  it('cancels what has not begun at the failure that its abort rule names', async () => {
    await create('job-1', ['desk-1', 'desk-2', 'desk-3'], { abortConfig });
    ask('desk-1', 'start-next');
    ask('desk-2', 'start-next');
    ask('desk-1', 'job-1/update', { status: 'REJECTED', statusDetails: { code: 'older', reason: 'is' } });
    expect(await statuses('job-1')).toEqual([
      ['desk-1', 'REJECTED'],
      ['desk-2', 'IN_PROGRESS'],
      ['desk-3', 'CANCELED'],
    ]);
    const { job } = await iot.send(new DescribeJobCommand({ jobId: 'job-1' }));
    expect(job?.status).toBe('CANCELED');
  });

  it('ends what is in progress for too long', async () => {
    await create('job-1', ['desk-1', 'desk-2'], {
      abortConfig,
      timeoutConfig: { inProgressTimeoutInMinutes: 60 },
    });
    ask('desk-1', 'start-next');
    nowMs += 59 * 60_000;
    expect((await statuses('job-1'))[0]).toEqual(['desk-1', 'IN_PROGRESS']);
    nowMs += 2 * 60_000;
    expect(await statuses('job-1')).toEqual([
      ['desk-1', 'TIMED_OUT'],
      ['desk-2', 'CANCELED'],
    ]);
  });

  it('signs the address of an object anew for each who asks, good for as long as the job says', async () => {
    const credentials = { accessKeyId: 'AKIAANYONE', secretAccessKey: 'any' };
    const files = new S3Client({ endpoint: gateway.endpoint, region, credentials, forcePathStyle: true });
    await files.send(new PutObjectCommand({ Bucket: 'files', Key: 'a/b.bundle', Body: 'the bundle' }));
    files.destroy();
    const url = `\${aws:iot:s3-presigned-url:https://s3.eu-central-1.amazonaws.com/files/a/b.bundle}`;
    const document = JSON.stringify({ operation: 'update', version: '1.0.0', url });
    const presignedUrlConfig = { roleArn: ROLE, expiresInSec: 60 };
    await create('job-1', ['desk-1'], { document, presignedUrlConfig });
    const signed = ask('desk-1', 'start-next')?.execution?.jobDocument.url ?? '';
    const answer = await fetch(signed);
    expect([answer.status, await answer.text()]).toEqual([200, 'the bundle']);
    expect(calls.at(-1)).toMatchObject({ operation: 'GetObject', accessKeyId: accessKeyId('fetch') });
    nowMs = START - 61_000;
    const old = ask('desk-1', 'start-next')?.execution?.jobDocument.url ?? '';
    expect((await fetch(old)).status).toBe(403);
  });

  it('refuses a role that IoT may not take, a stranger, an id twice, and what it does not emulate', async () => {
    roleMay = false;
    const presignedUrlConfig = { roleArn: ROLE, expiresInSec: 60 };
    await expect(create('job-1', ['desk-1'], { presignedUrlConfig })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'not for IoT',
    });
    await expect(create('job-1', ['desk-9'])).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await create('job-1', ['desk-1']);
    await expect(create('job-1', ['desk-1'])).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await expect(create('job-2', ['desk-1'], { targetSelection: 'CONTINUOUS' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(iot.send(new ListJobsCommand({}))).rejects.toThrow('does not know GET /jobs');
    const unknown = iot.send(new DescribeJobCommand({ jobId: 'job-9' }));
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

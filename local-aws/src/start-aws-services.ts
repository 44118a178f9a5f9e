import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createTables } from './dynamodb/create-tables';
import { type DynamoDbService, serveDynamoDb } from './dynamodb/serve-dynamodb';
import { type Engine, type EngineChoice, startEngine } from './dynamodb/start-engine';
import { serveEvents } from './events/serve-events';
import type { Authorize, IotService } from './gateway/aws-call';
import { type Gateway, startGateway } from './gateway/start-gateway';
import { type Authorizer, type AuthorizerSetup, createAuthorizer } from './iam/authorizer';
import { type Triggers, triggers } from './iam/triggers';
import { usageRecord } from './iam/usage-record';
import { type IotSetup, serveIot, type ThingGroup } from './iot/serve-iot';
import { type FailureDestinations, failureDestinations } from './lambda/destinations';
import { type Invocations, serveLambda } from './lambda/serve-lambda';
import { messageOf } from './lib/stack-activity';
import type { LocalRuntime } from './local-runtime';
import { readStackModel } from './model/read-stack-model';
import type { StackModel } from './model/stack-model';
import { type BrokerJobs, brokerJobs } from './mqtt/jobs/broker-jobs';
import { listClientCertificates } from './mqtt/revocations';
import { openS3 } from './s3/serve-s3';
import { openQueues, type Queues } from './sqs/queues';
import { serveSqs } from './sqs/serve-sqs';

export type AwsServicesSetup = {
  /** Writes the stacks into a folder that is not there yet, as `stacks/<name>/cdk.tf.json`. */
  readonly synthesize: (outdir: string) => Promise<void>;
  readonly engine?: EngineChoice;
  /** Under which roles call, as the end of the ARN of whoever took them. */
  readonly sessionName?: string;
  /** A file to which each permission that a role has used is added as one JSON line. */
  readonly usageFile?: string | undefined;
  /** Left out: createAuthorizer. */
  readonly makeAuthorizer?: (model: StackModel, setup: AuthorizerSetup) => Authorizer;
  /** The group of the things that jobs are for: whoever has a certificate, but those that are no thing. */
  readonly thingGroup: { readonly name: string; readonly without: readonly string[] };
};

export type AwsServices = {
  readonly model: StackModel;
  readonly endpoint: string;
  readonly dynamodb: DynamoDbService;
  readonly queues: Queues;
  readonly destinations: FailureDestinations;
  /** What may bring events to the functions. */
  readonly triggers: Triggers;
  /** For the broker to hand out. */
  readonly jobs: BrokerJobs;
  /** Resolves if the DynamoDB engine ends. */
  readonly engineEnded: Promise<void>;
  /** Lets the gateway answer; before, it asks callers to come again. */
  serve(invocations: Invocations): void;
};

/** Synthesizes the stacks and starts what answers for AWS at one gateway: DynamoDB, S3, SQS, EventBridge and
 *  jobs of AWS IoT, every call checked against the synthesized policies. */
export async function startAwsServices(runtime: LocalRuntime, setup: AwsServicesSetup): Promise<AwsServices> {
  const { dataDir, store, teardown } = runtime;
  const fault = (part: string) => (error: unknown) =>
    runtime.observe({ kind: 'trouble', part, message: messageOf(error) });
  // Asked only after serve(), when the stacks are read.
  let authorizeCall: Authorize = () => ({ allowed: false, message: 'Nothing is allowed yet.' });
  const gateway: Gateway = await startGateway({
    port: 0,
    onFault: fault('gateway'),
    authorize: (call) => authorizeCall(call),
  });
  teardown.add(() => gateway.close());
  const { endpoint } = gateway;
  const [engine, outdir] = await bothOrNeither(
    startTheEngine(runtime, setup.engine),
    synthesizeInto(path.join(dataDir, 'stacks'), setup.synthesize),
  );
  const model = await readStackModel(outdir, { endpoint });
  const authorizer = authorizerOf(model, runtime, setup);
  authorizeCall = authorizer.authorize;
  const { region } = model;
  const streams = await createTables(model.tables, { endpoint: engine.endpoint, region });
  const dynamodb = serveDynamoDb(engine, streams);
  teardown.add(() => dynamodb.close());
  const s3 = await openS3(model.buckets, path.join(dataDir, 's3'));
  teardown.add(() => s3.close());
  const queues = await openQueues(model.queues, store, fault('queues'));
  teardown.add(() => queues.close());
  const jobs = brokerJobs();
  const group = thingGroup(dataDir, setup.thingGroup);
  const { observe } = runtime;
  const destinations = failureDestinations({ endpoint, region, queues: model.queues, observe });
  teardown.add(() => destinations.close());
  const serve = (invocations: Invocations) =>
    gateway.serve({
      dynamodb: dynamodb.serve,
      s3: s3.serve,
      sqs: serveSqs(queues),
      events: serveEvents(model, {
        queues,
        invokeLambda: (arn, event) => invocations.invokeAsync(arn, JSON.stringify(event)),
        authorizeService: authorizer.authorizeService,
      }),
      lambda: serveLambda(model.functions, invocations),
      iot: iotOf(model, { endpoint, group, executions: jobs.executions, authorizer }),
    });
  return {
    model,
    endpoint,
    dynamodb,
    queues,
    destinations,
    triggers: triggers(authorizer),
    jobs,
    engineEnded: engine.ended,
    serve,
  };
}

const iotOf = (
  environment: StackModel,
  { authorizer, ...setup }: Pick<IotSetup, 'endpoint' | 'group' | 'executions'> & { authorizer: Authorizer },
): IotService =>
  serveIot({ environment, ...setup, authorizeRole: authorizer.authorizeRole, nowMs: Date.now });

const thingGroup = (dataDir: string, { name, without }: AwsServicesSetup['thingGroup']): ThingGroup => ({
  name,
  things: async () => {
    const certificates = await listClientCertificates(dataDir);
    const good = certificates.filter(({ clientId, revoked }) => !revoked && !without.includes(clientId));
    return good.map(({ clientId }) => clientId);
  },
});

async function startTheEngine(
  { dataDir, teardown }: LocalRuntime,
  choice: EngineChoice | undefined,
): Promise<Engine> {
  const engine = await startEngine({ directory: path.join(dataDir, 'dynamodb'), ...choice });
  teardown.add(() => engine.stop());
  return engine;
}

async function synthesizeInto(
  outdir: string,
  synthesize: (outdir: string) => Promise<void>,
): Promise<string> {
  await rm(outdir, { recursive: true, force: true });
  await synthesize(outdir);
  return outdir;
}

/** As Promise.all, but waits for both in any case: what comes late must be there to be torn down. */
async function bothOrNeither<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return await Promise.all([first, second]);
}

function authorizerOf(model: StackModel, { observe }: LocalRuntime, setup: AwsServicesSetup): Authorizer {
  const onUse = usageRecord(setup.usageFile);
  const make = setup.makeAuthorizer ?? createAuthorizer;
  return make(model, {
    ...(onUse && { onUse }),
    ...(setup.sessionName !== undefined && { sessionName: setup.sessionName }),
    onDenied: (_use, message) => observe({ kind: 'trouble', part: 'permissions', message }),
  });
}

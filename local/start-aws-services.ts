import { rm } from 'node:fs/promises';
import path from 'node:path';
import { stop as stopEsbuild } from 'esbuild';
import { type SynthesizeOptions, synthesize } from '../infra/synthesize';
import { type FailureDestinations, failureDestinations } from './destinations';
import { createTables } from './dynamodb/create-tables';
import { type DynamoDbService, serveDynamoDb } from './dynamodb/serve-dynamodb';
import { type Engine, startEngine } from './dynamodb/start-engine';
import { serveEvents } from './events/serve-events';
import type { Authorize } from './gateway/aws-call';
import { type Gateway, startGateway } from './gateway/start-gateway';
import type { Ground } from './ground';
import { type Authorizer, createAuthorizer } from './iam/authorizer';
import { type Triggers, triggers } from './iam/triggers';
import { USAGE_FILE, usageRecord } from './iam/usage-record';
import { type Invocations, serveLambda } from './lambda/serve-lambda';
import { readStackModel } from './model/read-stack-model';
import { openS3 } from './s3/serve-s3';
import { openQueues, type Queues } from './sqs/queues';
import { serveSqs } from './sqs/serve-sqs';
import { messageOf, type Observe } from './stack-activity';
import type { StackModel } from './stack-model';

export type AwsServices = {
  readonly model: StackModel;
  readonly endpoint: string;
  readonly dynamodb: DynamoDbService;
  readonly queues: Queues;
  readonly destinations: FailureDestinations;
  /** What may bring events to the functions. */
  readonly triggers: Triggers;
  /** Resolves if the DynamoDB engine ends. */
  readonly engineEnded: Promise<void>;
  /** Lets the gateway answer; before, it asks callers to come again. */
  serve(invocations: Invocations): void;
};

/** Synthesizes the stage `local` and starts what answers for AWS at one gateway: DynamoDB, S3, SQS and
 *  EventBridge, every call checked against the synthesized policies, or as tests of permissions want it. */
export async function startAwsServices(
  ground: Ground,
  overrides: SynthesizeOptions['overrides'],
  makeAuthorizer: typeof createAuthorizer = createAuthorizer,
): Promise<AwsServices> {
  const { dataDir, store, observe, teardown } = ground;
  const fault = (part: string) => (error: unknown) =>
    observe({ kind: 'trouble', part, message: messageOf(error) });
  // Asked only after serve(), when the stacks are read.
  let authorizeCall: Authorize = () => ({ allowed: false, message: 'Nothing is allowed yet.' });
  const gateway: Gateway = await startGateway({
    port: 0,
    onFault: fault('gateway'),
    authorize: (call) => authorizeCall(call),
  });
  teardown.add(() => gateway.close());
  const { endpoint } = gateway;
  const [engine, outdir] = await bothOrNeither(startTheEngine(ground), synthesizeLocal(dataDir, overrides));
  const model = await readStackModel(outdir, { endpoint });
  const authorizer = authorizerOf(model, observe, makeAuthorizer);
  authorizeCall = authorizer.authorize;
  const streams = await createTables(model.tables, { endpoint: engine.endpoint, region: model.region });
  const dynamodb = serveDynamoDb(engine, streams);
  teardown.add(() => dynamodb.close());
  const s3 = await openS3(model.buckets, path.join(dataDir, 's3'));
  teardown.add(() => s3.close());
  const queues = await openQueues(model.queues, store, fault('queues'));
  teardown.add(() => queues.close());
  const destinations = failureDestinations({ endpoint, region: model.region, queues: model.queues, observe });
  teardown.add(() => destinations.close());
  return {
    model,
    endpoint,
    dynamodb,
    queues,
    destinations,
    triggers: triggers(authorizer),
    engineEnded: engine.ended,
    serve: (invocations) =>
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
      }),
  };
}

async function startTheEngine({ dataDir, teardown }: Ground): Promise<Engine> {
  const engine = await startEngine({
    directory: path.join(dataDir, 'dynamodb'),
    choice: process.env['SHELFLOG_DYNAMODB'],
  });
  teardown.add(() => engine.stop());
  return engine;
}

async function synthesizeLocal(dataDir: string, overrides: SynthesizeOptions['overrides']): Promise<string> {
  const outdir = path.join(dataDir, 'stacks');
  await rm(outdir, { recursive: true, force: true });
  await synthesize({ stage: 'local', outdir, ...(overrides && { overrides }) });
  // Its service would go on holding what it has read: 700 MB.
  await stopEsbuild();
  return outdir;
}

/** As Promise.all, but waits for both in any case: what comes late must be there to be torn down. */
async function bothOrNeither<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return await Promise.all([first, second]);
}

function authorizerOf(
  model: StackModel,
  observe: Observe,
  makeAuthorizer: typeof createAuthorizer,
): Authorizer {
  const onUse = usageRecord(process.env[USAGE_FILE]);
  return makeAuthorizer(model, {
    ...(onUse && { onUse }),
    onDenied: (_use, message) => observe({ kind: 'trouble', part: 'permissions', message }),
  });
}

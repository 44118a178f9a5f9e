import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTables } from '../../local-aws/src/dynamodb/create-tables';
import { serveDynamoDb } from '../../local-aws/src/dynamodb/serve-dynamodb';
import { startEngine } from '../../local-aws/src/dynamodb/start-engine';
import { serveEvents } from '../../local-aws/src/events/serve-events';
import type { Authorize } from '../../local-aws/src/gateway/aws-call';
import { startGateway } from '../../local-aws/src/gateway/start-gateway';
import { createAuthorizer } from '../../local-aws/src/iam/authorizer';
import { credentialsOf } from '../../local-aws/src/lambda/access-keys';
import { Teardown } from '../../local-aws/src/lib/teardown';
import type { StackModel } from '../../local-aws/src/model/stack-model';
import { openS3 } from '../../local-aws/src/s3/serve-s3';
import { openQueues } from '../../local-aws/src/sqs/queues';
import { serveSqs } from '../../local-aws/src/sqs/serve-sqs';
import { openStore } from '../../local-aws/src/store/durable-store';
import { synthesizedModel } from './synthesized-model';

export type AwsOfTheStacks = Awaited<ReturnType<typeof startAwsOfTheStacks>>;

/** The tables, buckets, queues and bus of the synthesized stacks behind the gateway, with their policies. */
export async function startAwsOfTheStacks() {
  const teardown = new Teardown();
  const folder = await mkdtemp(join(tmpdir(), 'shelflog-permissions-'));
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const store = await openStore(join(folder, 'store'));
  teardown.add(() => store.close());
  let authorize: Authorize = () => ({ allowed: false, message: 'not yet' });
  const gateway = await startGateway({ port: 0, onFault, authorize: (call) => authorize(call) });
  teardown.add(() => gateway.close());
  const { endpoint } = gateway;
  const model = await synthesizedModel(endpoint);
  const engine = await startEngine({ directory: join(folder, 'dynamodb') });
  teardown.add(() => engine.stop());
  const streams = await createTables(model.tables, { endpoint: engine.endpoint, region: model.region });
  const dynamodb = serveDynamoDb(engine, streams);
  teardown.add(() => dynamodb.close());
  const s3 = await openS3(model.buckets, join(folder, 's3'));
  teardown.add(() => s3.close());
  const queues = await openQueues(model.queues, store, onFault);
  teardown.add(() => queues.close());
  let authorizer = createAuthorizer(model, { sessionName: 'shelflog' });
  gateway.serve({
    dynamodb: dynamodb.serve,
    s3: s3.serve,
    sqs: serveSqs(queues),
    events: serveEvents(model, {
      queues,
      invokeLambda: async () => undefined,
      authorizeService: (...asked) => authorizer.authorizeService(...asked),
    }),
  });
  const enforce = (policies: StackModel) => {
    authorizer = createAuthorizer(policies, { sessionName: 'shelflog' });
    authorize = authorizer.authorize;
  };
  enforce(model);
  return {
    model,
    faults,
    /** Takes the policies of this model from now on. */
    enforce,
    /** Lets everything pass. */
    enforceNothing: () => {
      authorize = () => ({ allowed: true });
    },
    /** How a client calls in the name of a role. */
    as: (name: string) => ({
      endpoint,
      region: model.region,
      credentials: credentialsOf(name),
      maxAttempts: 1,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
    }),
    stop: () => teardown.run(),
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTables } from '../../src/dynamodb/create-tables';
import { serveDynamoDb } from '../../src/dynamodb/serve-dynamodb';
import { startEngine } from '../../src/dynamodb/start-engine';
import { serveEvents } from '../../src/events/serve-events';
import { startGateway } from '../../src/gateway/start-gateway';
import { failureDestinations } from '../../src/lambda/destinations';
import type { StackActivity } from '../../src/lib/stack-activity';
import { Teardown } from '../../src/lib/teardown';
import type { BucketModel, QueueModel, TableModel } from '../../src/model/stack-model';
import { openS3 } from '../../src/s3/serve-s3';
import { openQueues } from '../../src/sqs/queues';
import { serveSqs } from '../../src/sqs/serve-sqs';
import { openStore } from '../../src/store/durable-store';

export const REGION = 'eu-central-1';

/** The real gateway with the given resources behind it, in a folder of its own. */
export async function aGateway(resources: {
  readonly tables?: readonly TableModel[];
  readonly buckets?: readonly BucketModel[];
  /** Urls are filled in. */
  readonly queues?: readonly Omit<QueueModel, 'url'>[];
}) {
  const teardown = new Teardown();
  const dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-gateway-'));
  teardown.add(() => rm(dir, { recursive: true, force: true }));
  const seen: StackActivity[] = [];
  const store = await openStore(path.join(dir, 'store'));
  teardown.add(() => store.close());
  const gateway = await startGateway({ port: 0, onFault: () => {} });
  teardown.add(() => gateway.close());
  const { endpoint } = gateway;
  const engine = await startEngine({
    directory: path.join(dir, 'dynamodb'),
    choice: process.env['SHELFLOG_DYNAMODB'],
  });
  teardown.add(() => engine.stop());
  const streams = await createTables(resources.tables ?? [], { endpoint: engine.endpoint, region: REGION });
  const dynamodb = serveDynamoDb(engine, streams);
  teardown.add(() => dynamodb.close());
  const s3 = await openS3(resources.buckets ?? [], path.join(dir, 's3'));
  teardown.add(() => s3.close());
  const models = (resources.queues ?? []).map((queue) => ({
    ...queue,
    url: `${endpoint}/000000000000/${queue.name}`,
  }));
  const queues = await openQueues(models, store, () => {});
  teardown.add(() => queues.close());
  gateway.serve({
    dynamodb: dynamodb.serve,
    s3: s3.serve,
    sqs: serveSqs(queues),
    events: serveEvents(
      { rules: [], region: REGION, accountId: '000000000000' },
      { queues, invokeLambda: async () => {} },
    ),
  });
  const observe = (activity: StackActivity) => void seen.push(activity);
  const destinations = failureDestinations({ endpoint, region: REGION, queues: models, observe });
  teardown.add(() => destinations.close());
  return {
    endpoint,
    store,
    queues,
    queueModels: models,
    dynamodb,
    destinations,
    seen,
    observe,
    close: () => teardown.run(),
  };
}

export type GatewayFixture = Awaited<ReturnType<typeof aGateway>>;

import { join } from 'node:path';
import { createTables } from '../../src/dynamodb/create-tables';
import { serveDynamoDb } from '../../src/dynamodb/serve-dynamodb';
import { startEngine } from '../../src/dynamodb/start-engine';
import { serveEvents } from '../../src/events/serve-events';
import type { Authorize } from '../../src/gateway/aws-call';
import { startGateway } from '../../src/gateway/start-gateway';
import { openS3 } from '../../src/s3/serve-s3';
import { openQueues } from '../../src/sqs/queues';
import { serveSqs } from '../../src/sqs/serve-sqs';
import { openStore } from '../../src/store/durable-store';
import { REGION, smallStack } from './small-stack';

export type LocalAwsOptions = { readonly engine?: string; readonly authorize?: Authorize };
export type LocalAws = Awaited<ReturnType<typeof startLocalAws>>;

/** The small stack behind its gateway, over a directory. */
export async function startLocalAws(directory: string, { engine: choice, authorize }: LocalAwsOptions = {}) {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => {
    faults.push(error);
  };
  const store = await openStore(join(directory, 'store'));
  const gateway = await startGateway({ port: 0, onFault, ...(authorize && { authorize }) });
  const model = smallStack(gateway.endpoint);
  const queues = await openQueues(model.queues, store, onFault);
  const engine = await startEngine({ directory: join(directory, 'dynamodb'), choice });
  const streams = await createTables(model.tables, { endpoint: engine.endpoint, region: REGION });
  const dynamodb = serveDynamoDb(engine, streams);
  const s3 = await openS3(model.buckets, join(directory, 's3'));
  gateway.serve({
    dynamodb: dynamodb.serve,
    s3: s3.serve,
    sqs: serveSqs(queues),
    events: serveEvents(model, { queues, invokeLambda: async () => undefined }),
  });
  const config = {
    endpoint: gateway.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  return {
    config,
    model,
    engine,
    dynamodb,
    queues,
    faults,
    stop: async () => {
      await gateway.close();
      dynamodb.close();
      await s3.close();
      queues.close();
      await engine.stop();
      await store.close();
    },
  };
}

import { join } from 'node:path';
import { createTables } from '../../../local/dynamodb/create-tables';
import { serveDynamoDb } from '../../../local/dynamodb/serve-dynamodb';
import { startEngine } from '../../../local/dynamodb/start-engine';
import { serveEvents } from '../../../local/events/serve-events';
import type { Authorize } from '../../../local/gateway/aws-call';
import { startGateway } from '../../../local/gateway/start-gateway';
import { openS3 } from '../../../local/s3/serve-s3';
import { openQueues } from '../../../local/sqs/queues';
import { serveSqs } from '../../../local/sqs/serve-sqs';
import { openStore } from '../../../local/store/durable-store';
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { createTables } from '../local-aws/src/dynamodb/create-tables';
import { startEngine } from '../local-aws/src/dynamodb/start-engine';
import { engineOfEnvironment } from '../stack/environment';
import { type TableShape, tableModelOf } from './meter/table-shape';

const ACCESS = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  // Every contender gets the same client and as many connections as it wants.
  requestHandler: { httpsAgent: { maxSockets: 64 }, httpAgent: { maxSockets: 64 } },
};

export type BenchEngine = {
  readonly kind: string;
  /** A client of its own, which whoever measures may give a meter. */
  connect(): DynamoDB;
  createTable(shape: TableShape): Promise<void>;
  dropTable(name: string): Promise<void>;
  stop(): Promise<void>;
};

/** The DynamoDB engine of the local stack, empty, in a folder that is removed when it stops.
 *  SHELFLOG_DYNAMODB chooses which one. */
export async function startBenchEngine(): Promise<BenchEngine> {
  const directory = await mkdtemp(path.join(tmpdir(), 'shelflog-bench-'));
  const engine = await startEngine({ directory, ...engineOfEnvironment() });
  const clients: DynamoDB[] = [];
  const connect = () => {
    const client = new DynamoDB({ ...ACCESS, endpoint: engine.endpoint });
    clients.push(client);
    return client;
  };
  const admin = connect();
  return {
    kind: engine.kind,
    connect,
    createTable: async (shape) => {
      await createTables([tableModelOf(shape)], { endpoint: engine.endpoint, region: ACCESS.region });
    },
    dropTable: async (name) => {
      await admin.deleteTable({ TableName: name });
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      await engine.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { startEngine } from '../local/dynamodb/start-engine';
import type { TableShape } from './meter/table-shape';

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
  const engine = await startEngine({ directory, choice: process.env['SHELFLOG_DYNAMODB'] });
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
      await admin.createTable(definitionOf(shape));
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

/** What CreateTable takes. */
export function definitionOf({ name, keys, indexes, numbers = [] }: TableShape) {
  const attributes = new Set([...keys, ...indexes.flatMap((index) => index.keys)]);
  const schema = (all: readonly string[]) =>
    all.map((AttributeName, i) => ({
      AttributeName,
      KeyType: i === 0 ? ('HASH' as const) : ('RANGE' as const),
    }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: numbers.includes(AttributeName) ? ('N' as const) : ('S' as const),
    })),
    KeySchema: schema(keys),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.keys),
        Projection: { ProjectionType: index.projection },
      })),
    }),
  };
}

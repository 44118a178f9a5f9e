import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EventStore, EventType } from '@castore/core';
import { DynamoDBSingleTableEventStorageAdapter } from '@castore/event-storage-adapter-dynamodb';
import type { TableShape } from '../meter/table-shape';
import type { BenchScan } from './bench-scan';
import { type Contender, theOnly } from './contender';

const table: TableShape = {
  name: 'bench-castore',
  keys: ['aggregateId', 'version'],
  numbers: ['version'],
  indexes: [{ name: 'initialEvents', keys: ['eventStoreId', 'timestamp'], projection: 'KEYS_ONLY' }],
};

type Aggregate = { readonly aggregateId: string; readonly version: number; readonly scans: number };
const scanned = new EventType<'TAG_SCANNED', Omit<BenchScan, 'tagId'>>({ type: 'TAG_SCANNED' });

function openStore(client: DynamoDB) {
  return new EventStore({
    eventStoreId: 'COPIES',
    eventTypes: [scanned],
    reducer: (state: Aggregate, event): Aggregate => ({
      aggregateId: event.aggregateId,
      version: event.version,
      scans: (state?.scans ?? 0) + 1,
    }),
    eventStorageAdapter: new DynamoDBSingleTableEventStorageAdapter({
      tableName: table.name,
      dynamoDBClient: client,
    }),
  });
}

const nextEvent = ({ tagId, ...payload }: BenchScan, version: number) => ({
  aggregateId: tagId,
  version,
  type: 'TAG_SCANNED' as const,
  payload,
});

/** Versions that the writer remembers: its best case, one writer a tag. */
function rememberedVersions() {
  const versions = new Map<string, number>();
  return (tagId: string) => {
    const version = (versions.get(tagId) ?? 0) + 1;
    versions.set(tagId, version);
    return version;
  };
}

/** Castore 2.4.2 with its DynamoDB single-table adapter. */
export const CASTORE: readonly Contender[] = [
  {
    name: 'Castore, version known',
    setup: 'pushEvent; the writer remembers every version, as if it were the only one',
    table,
    together: 1,
    open: (client) => {
      const store = openStore(client);
      const next = rememberedVersions();
      return async (scans) => {
        const scan = theOnly(scans);
        await store.pushEvent(nextEvent(scan, next(scan.tagId)));
      };
    },
  },
  {
    name: 'Castore, version read',
    setup: 'getAggregate, then pushEvent: what a function does that remembers nothing',
    table,
    together: 1,
    open: (client) => {
      const store = openStore(client);
      return async (scans) => {
        const scan = theOnly(scans);
        const { aggregate } = await store.getAggregate(scan.tagId);
        await store.pushEvent(nextEvent(scan, (aggregate?.version ?? 0) + 1));
      };
    },
  },
  {
    name: 'Castore, group of 25',
    setup: 'EventStore.pushEventGroup (one transaction), every version remembered',
    table,
    together: 25,
    open: (client) => {
      const store = openStore(client);
      const next = rememberedVersions();
      return async (scans) => {
        const [first, second, ...others] = scans.map((scan) =>
          store.groupEvent(nextEvent(scan, next(scan.tagId))),
        );
        if (!first || !second) throw new Error('A group is two events at least.');
        await EventStore.pushEventGroup(first, second, ...others);
      };
    },
  },
];

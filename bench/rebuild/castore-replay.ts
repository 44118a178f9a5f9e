import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventStore, EventType } from '@castore/core';
import { DynamoDBSingleTableEventStorageAdapter } from '@castore/event-storage-adapter-dynamodb';
import { groupBy } from '../../app/lib/group-by';
import { mapLimited } from '../../app/lib/map-limited';
import type { LibraryEvent } from '../../domain/events';
import { meterRequests, unitsOf } from '../meter/request-meter';
import type { TableShape } from '../meter/table-shape';
import { type HistorySize, libraryHistory } from './library-history';

/** Every aggregate reads like its neighbours: one of so many is loaded and read, and counts for all. */
const ONE_OF = 50;
const WRITERS = 16;

export const CASTORE_TABLE: TableShape = {
  name: 'bench-castore-replay',
  keys: ['aggregateId', 'version'],
  numbers: ['version'],
  indexes: [{ name: 'initialEvents', keys: ['eventStoreId', 'timestamp'], projection: 'KEYS_ONLY' }],
};

const TYPES = ['TagScanned', 'TagAssigned', 'BookRegistered'] as const;
type Facts = Omit<LibraryEvent, 'streamId' | 'eventId' | 'type' | 'schemaVersion' | 'recordedAt'>;
type Aggregate = { readonly aggregateId: string; readonly version: number };

function openStore(client: DynamoDBClient) {
  return new EventStore({
    eventStoreId: 'LIBRARY',
    eventTypes: TYPES.map((type) => new EventType<(typeof TYPES)[number], Facts>({ type })),
    reducer: (_: Aggregate, { aggregateId, version }): Aggregate => ({ aggregateId, version }),
    eventStorageAdapter: new DynamoDBSingleTableEventStorageAdapter({
      tableName: CASTORE_TABLE.name,
      dynamoDBClient: client,
    }),
  });
}

/** What Castore's replay of a history asks of DynamoDB: getEvents of each aggregate, pushed by Castore before,
 *  with the same facts. Its list of aggregates is not counted. */
export async function castoreReplay(client: DynamoDBClient, size: HistorySize) {
  const store = openStore(client);
  const streams = groupBy(sampleOf(size), ({ streamId }) => streamId);
  await mapLimited([...streams], WRITERS, async ([aggregateId, events]) => {
    for (const [i, event] of events.entries()) {
      const { streamId: _, eventId: _id, schemaVersion: _v, type, recordedAt: timestamp, ...payload } = event;
      await store.pushEvent({ aggregateId, version: i + 1, type: knownType(type), timestamp, payload });
    }
  });
  const meter = meterRequests(client, client, [CASTORE_TABLE]);
  let events = 0;
  for (const aggregateId of streams.keys()) events += (await store.getEvents(aggregateId)).events.length;
  const { requests, reads } = unitsOf(meter.requests);
  return { oneOf: ONE_OF, events, requests: requests * ONE_OF, readUnits: reads * ONE_OF };
}

function* sampleOf(size: HistorySize): Generator<LibraryEvent> {
  for (const event of libraryHistory(size)) {
    const { data } = event;
    const number = 'tagId' in data ? Number(data.tagId) : Number(data.bookId.replace('book-', ''));
    if (number % ONE_OF === 0) yield event;
  }
}

function knownType(type: LibraryEvent['type']): (typeof TYPES)[number] {
  const known = TYPES.find((one) => one === type);
  if (known === undefined) throw new Error(`The history of a bench has no ${type}.`);
  return known;
}

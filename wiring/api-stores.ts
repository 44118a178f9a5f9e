import { analyticsReader } from '../adapters/dynamodb/analytics/analytics-reader';
import { inventoryReader } from '../adapters/dynamodb/circulation/inventory-reader';
import { stockReader } from '../adapters/dynamodb/circulation/stock-reader';
import { answersTable } from '../adapters/dynamodb/control/answers-table';
import { recordedDayList } from '../adapters/dynamodb/control/recorded-day-list';
import { seenReaders } from '../adapters/dynamodb/control/seen-readers';
import { verifiedTable } from '../adapters/dynamodb/control/verified-table';
import { eventFeedReader } from '../adapters/dynamodb/events/event-feed-reader';
import { quarantineDepths } from '../adapters/s3/quarantine-list';
import { queueDepths } from '../adapters/sqs/queue-depths';
import type { createSqsClient } from '../adapters/sqs/sqs-client';
import type { Answers } from '../app/commands/answer-once';
import type { EventFeed } from '../app/events/event-feed';
import type { EventLog } from '../app/events/event-log';
import type { RecordedDayList } from '../app/events/recorded-days';
import type { ReadModels, SeenReaders, Verified } from '../app/queries/ports';
import type { StatusSources } from '../app/queries/read-status';
import { eventLog } from './event-log';
import type { Bucket, LibraryTables, TablesOf } from './library';

type ApiStores = {
  readonly log: EventLog;
  readonly modelsOf: (generationId: string) => ReadModels;
  readonly answers: Answers;
  readonly feed: EventFeed;
  readonly recordedDays: RecordedDayList;
  readonly readers: SeenReaders;
  readonly verified: Verified;
};

/** What the API reads and writes in a library's tables. */
export function apiStores({ client, tables }: TablesOf<keyof LibraryTables>): ApiStores {
  return {
    log: eventLog({ client, tables }),
    modelsOf: (generationId) => ({
      inventory: inventoryReader(client, tables.inventory, generationId),
      stock: stockReader(client, tables.stock, generationId),
      analytics: analyticsReader(client, tables.analytics, generationId),
    }),
    answers: answersTable(client, tables.control),
    feed: eventFeedReader(client, tables.events),
    recordedDays: recordedDayList({ client, tables }),
    readers: seenReaders(client, tables.control),
    verified: verifiedTable(client, tables.control),
  };
}

type DeadLetters = {
  readonly sqs: ReturnType<typeof createSqsClient>;
  readonly queues: Parameters<typeof queueDepths>[1];
};

/** How much waits for a person. */
export const parkedDepths = (
  quarantine: Bucket,
  deadLetters: DeadLetters,
): Pick<StatusSources, 'quarantine' | 'deadLetters'> => ({
  quarantine: quarantineDepths(quarantine.s3, quarantine.name),
  deadLetters: queueDepths(deadLetters.sqs, deadLetters.queues),
});

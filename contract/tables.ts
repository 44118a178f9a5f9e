import { namesOf } from './records';

/** Key and index names of every table: the stored format. Add, never rename.
 *  Shape of each row: docs/tables.md. */
export const TABLES = {
  events: {
    partitionKey: 'streamId',
    sortKey: 'eventId',
    indexes: {
      /** Everything recorded in a span of time, in the order of recording, in eight shards a UTC day. Events of
       *  one instant come in no order. */
      byRecorded: { partitionKey: 'feed', sortKey: 'recordedAt', projection: 'ALL' },
    },
  },
  inventory: {
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: {
      /** One entry a tag, in the order of tag ids. Keys only: a changed status costs no index write. */
      byTag: { partitionKey: 'tagList', sortKey: 'tagListKey', projection: 'KEYS_ONLY' },
      /** One entry a tag and book it is or was a copy of. */
      byBook: { partitionKey: 'bookList', sortKey: 'bookListKey', projection: 'KEYS_ONLY' },
      /** Sparse: tags on loan, retired or unassigned. */
      byStatus: { partitionKey: 'statusList', sortKey: 'statusListKey', projection: 'KEYS_ONLY' },
      /** One entry a loan that has ended, by the library day on which it was borrowed. */
      byLoanDay: { partitionKey: 'loanDay', sortKey: 'loanDayKey', projection: 'KEYS_ONLY' },
    },
  },
  stock: { partitionKey: 'pk', sortKey: 'sk', indexes: {} },
  analytics: { partitionKey: 'pk', sortKey: 'sk', indexes: {} },
  /** What is neither fact nor read model: generations, answered commands, readers seen, days to export. */
  control: { partitionKey: 'pk', sortKey: 'sk', indexes: {}, timeToLive: 'expiresAt' },
} as const;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES: readonly TableName[] = namesOf(TABLES);

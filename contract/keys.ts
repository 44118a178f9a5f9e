/** Keys of the rows in each table. A row of a read model carries its generation, so that a new one can be
 *  built beside the one that is served. */

type Times = { readonly borrowedAt?: string; readonly lastSeenAt?: string };

const ordinal = (n: number, digits: number) => String(n).padStart(digits, '0');

export const eventFeed = {
  shards: 8,
  /** Partition of the index byRecorded; the day is UTC. */
  partition: (recordedDay: string, shard: number) => `${recordedDay}#${shard}`,
  /** An event's place in the feed, which no other event has: the index itself has but the instant. */
  position: (recordedAt: string, eventId: string, streamId: string) => `${recordedAt}#${eventId}#${streamId}`,
  /** The instant with which a position begins. */
  instantOf: (position: string) => position.slice(0, '2026-11-22T09:15:02.114Z'.length),
};

export const inventoryKeys = {
  tag: (generation: string, tagId: string) => ({ pk: `${generation}#tag#${tagId}`, sk: 'tag' }),
  /** A loan that has ended; a running one is in the row of its tag. */
  loan: (generation: string, tagId: string, loanNo: number) => ({
    pk: `${generation}#tag#${tagId}`,
    sk: `loan#${ordinal(loanNo, 6)}`,
  }),
  loanPrefix: 'loan#',
  bookPrefix: 'book#',
  /** That the tag is or was a copy of the book. */
  copyOf: (generation: string, tagId: string, bookId: string) => ({
    pk: `${generation}#tag#${tagId}`,
    sk: `book#${bookId}`,
  }),
  tagList: (generation: string) => generation,
  bookList: (generation: string, bookId: string) => `${generation}#${bookId}`,
  statusList: (generation: string, list: string) => `${generation}#${list}`,
  /** Tags on loan are listed by when they were borrowed, retired ones by their ids, the others by when they were
   *  last seen. */
  statusListKey: (list: string, tagId: string, { borrowedAt = '', lastSeenAt = '' }: Times) => {
    if (list === 'retired') return tagId;
    return `${list === 'on-loan' ? borrowedAt : lastSeenAt}#${tagId}`;
  },
  /** Above the keys of tags that were never seen, below all others. */
  seenListKeys: '0',
  loanDay: (generation: string, date: string) => `${generation}#${date}`,
  loanDayKey: (borrowedAt: string, tagId: string, loanNo: number) =>
    `${borrowedAt}#${tagId}#${ordinal(loanNo, 6)}`,
};

export const stockKeys = {
  book: (generation: string, bookId: string) => ({ pk: generation, sk: bookId }),
};

export const analyticsKeys = {
  bookDay: (generation: string, date: string, bookId: string) => ({
    pk: `${generation}#day#${date}`,
    sk: `book#${bookId}`,
  }),
  /** A day's own sums lie in several rows, so that projectors side by side seldom meet in one. */
  dayShards: 8,
  daySum: (generation: string, date: string, shard: number) => ({
    pk: `${generation}#day#${date}`,
    sk: `day#${shard}`,
  }),
  bookPrefix: 'book#',
  dayPrefix: 'day#',
  /** That something may have moved on the day; never changed, and written before anything moves. */
  movedDay: (generation: string, date: string) => ({ pk: `${generation}#days`, sk: date }),
  running: (generation: string, bookId: string) => ({ pk: `${generation}#running`, sk: `book#${bookId}` }),
  /** What a tag has contributed: one row a revision, never changed. */
  contribution: (generation: string, tagId: string, revision: number) => ({
    pk: `${generation}#tag#${tagId}`,
    sk: `rev#${ordinal(revision, 9)}`,
  }),
};

export const controlKeys = {
  /** The partitions of the feed in which something may be recorded; each is noted before that. */
  recordedDays: 'recorded-days',
  recordedDay: (partition: string) => ({ pk: 'recorded-days', sk: partition }),
  /** From which day on every partition is noted. */
  recordedDaysSince: { pk: 'recorded-days', sk: 'since' },
  generations: { pk: 'generations', sk: 'current' },
  answer: (user: string, idempotencyKey: string) => ({
    pk: `answer#${user}#${idempotencyKey}`,
    sk: 'answer',
  }),
  readers: 'readers',
  reader: (readerId: string) => ({ pk: 'readers', sk: readerId }),
  /** Days whose files must be written again. */
  exportMarks: 'export-marks',
  exportMark: (mark: string) => ({ pk: 'export-marks', sk: mark }),
  /** What the last verification found. */
  verified: { pk: 'verified', sk: 'latest' },
  exportState: { pk: 'export', sk: 'state' },
};

import type { LibraryEvent } from '../domain/events';

/** The present, RFC 3339 in UTC with milliseconds. */
export type Clock = () => string;

/** The append-only log. */
export type EventLog = {
  /** Inserts each event unless its key exists; one answer an event, in their order. Events of one call may
   *  share a key: the first is inserted. At most 25 a request; a fault throws, and then some may be in. */
  insert(events: readonly LibraryEvent[]): Promise<readonly ('inserted' | 'exists')[]>;
  /** One stored event, read consistently. */
  read(streamId: string, eventId: string): Promise<LibraryEvent | undefined>;
  /** All events of a stream in the order of their ids, read consistently, however many pages. */
  readStream(streamId: string): Promise<LibraryEvent[]>;
};

/** The library days whose CSV files a change makes stale. Marking a day twice is harmless. */
export type ExportMarks = {
  /** `day#YYYY-MM-DD`: the day's figures and stock moved; `loans#YYYY-MM-DD`: a loan borrowed on that day
   *  changed; `all`: every file may have. */
  mark(marks: Iterable<ExportMark>): Promise<void>;
};
export type ExportMark = `day#${string}` | `loans#${string}` | 'all';

import type { LibraryEvent } from '../../domain/events';

export type EventKey = Pick<LibraryEvent, 'streamId' | 'eventId'>;

/** The append-only log. */
export type EventLog = {
  /** Inserts each event unless its key exists; one answer an event, in their order. Events of one call may
   *  share a key: the first is inserted. At most 25 a request; a fault throws, and then some may be in. */
  insert(events: readonly LibraryEvent[]): Promise<readonly ('inserted' | 'exists')[]>;
  /** One stored event, read consistently. */
  read(streamId: string, eventId: string): Promise<LibraryEvent | undefined>;
  /** Those of these keys that are stored, in no order, read consistently. Keys must differ. */
  readMany(keys: readonly EventKey[]): Promise<readonly LibraryEvent[]>;
  /** All events of a stream in the order of their ids, read consistently, however many pages. */
  readStream(streamId: string): Promise<LibraryEvent[]>;
};

import { bookOfStream, bookStream, REGISTERED_EVENT_ID } from '../../domain/ids';
import type { EventLog } from '../events/event-log';

const MAX_REMEMBERED = 50_000;

export type KnownBooks = {
  /** Reads at once which of these books are registered. */
  load(bookIds: Iterable<string>): Promise<void>;
  /** Errors: throws for a book that was not loaded. */
  isRegistered(bookId: string): boolean;
};

/** Which books are registered. One that was stays so; one that was not is asked for again. */
export function knownBooks(log: EventLog): KnownBooks {
  const registered = new Set<string>();
  let loaded = new Set<string>();
  return {
    async load(bookIds) {
      loaded = new Set(bookIds);
      if (registered.size > MAX_REMEMBERED) registered.clear();
      const unknown = [...loaded].filter((bookId) => !registered.has(bookId));
      if (unknown.length === 0) return;
      const keys = unknown.map((bookId) => ({ streamId: bookStream(bookId), eventId: REGISTERED_EVENT_ID }));
      for (const { streamId } of await log.readMany(keys)) registered.add(bookOfStream(streamId) ?? '');
    },
    isRegistered(bookId) {
      if (!loaded.has(bookId)) throw new Error(`Book ${bookId} was not loaded.`);
      return registered.has(bookId);
    },
  };
}

import type { EventLog } from '../../app/events/event-log';
import type { Quarantine, Quarantined } from '../../app/intake/quarantine';
import type { LibraryEvent } from '../../domain/events';

const keyOf = (streamId: string, eventId: string) => JSON.stringify([streamId, eventId]);

/** An event log in memory; `events` are those stored, in the order in which they came. */
export function memoryEventLog(): EventLog & { readonly events: () => LibraryEvent[] } {
  const stored = new Map<string, LibraryEvent>();
  return {
    events: () => [...stored.values()],
    insert: async (events) =>
      events.map((event) => {
        const key = keyOf(event.streamId, event.eventId);
        if (stored.has(key)) return 'exists';
        stored.set(key, structuredClone(event));
        return 'inserted';
      }),
    read: async (streamId, eventId) => stored.get(keyOf(streamId, eventId)),
    readMany: async (keys) =>
      keys.flatMap(({ streamId, eventId }) => stored.get(keyOf(streamId, eventId)) ?? []),
    readStream: async (wanted) =>
      [...stored.values()]
        .filter(({ streamId }) => streamId === wanted)
        .sort((a, b) => (a.eventId < b.eventId ? -1 : 1)),
  };
}

/** A quarantine in memory: the first object under a key stays. */
export function memoryQuarantine(): Quarantine & { readonly objects: Map<string, Quarantined> } {
  const objects = new Map<string, Quarantined>();
  return {
    objects,
    async put(key, object) {
      if (objects.has(key)) return 'already-there';
      objects.set(key, object);
      return 'stored';
    },
  };
}

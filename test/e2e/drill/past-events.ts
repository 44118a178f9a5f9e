import type { LibraryEvent } from '../../../domain/events';
import { assignEventId, bookStream, REGISTERED_EVENT_ID, scanEventId, tagStream } from '../../../domain/ids';
import type { Scenario } from '../scenario';

const SECONDS_ON_THE_WAY = 2;

/** What a library's life up to `end` has left behind: each thing recorded when it happened. */
export function pastEvents({ books, tags, scans }: Scenario, end: string): LibraryEvent[] {
  const start = tags.map(({ assignedAt }) => assignedAt).sort()[0] ?? end;
  const events: LibraryEvent[] = [
    ...books.map(
      (bookId): LibraryEvent => ({
        ...envelope(start, 'import'),
        streamId: bookStream(bookId),
        eventId: REGISTERED_EVENT_ID,
        type: 'BookRegistered',
        data: { bookId, name: `The ${bookId}`, author: 'Anon', isbn: '' },
      }),
    ),
    ...tags.map(
      ({ tagId, bookId, assignedAt }): LibraryEvent => ({
        ...envelope(assignedAt, 'import'),
        streamId: tagStream(tagId),
        eventId: assignEventId(1),
        type: 'TagAssigned',
        data: { tagId, bookId },
      }),
    ),
    ...scans.map(
      ({ readerId, message: { scannedAt, ...scan } }): LibraryEvent => ({
        ...envelope(scannedAt, 'mqtt', readerId),
        streamId: tagStream(scan.tagId),
        eventId: scanEventId(scan.scanId),
        type: 'TagScanned',
        data: { ...scan, readerId },
      }),
    ),
  ];
  return events.filter(({ recordedAt }) => recordedAt < end);
}

function envelope(at: string, channel: 'import' | 'mqtt', by = 'ops') {
  return {
    schemaVersion: 1 as const,
    effectiveAt: at,
    occurredAt: at,
    recordedAt: new Date(Date.parse(at) + SECONDS_ON_THE_WAY * 1_000).toISOString(),
    clockSuspect: false,
    source: { channel, by },
  };
}

import type { LibraryEvent } from '../../domain/events';
import { assignEventId, bookStream, REGISTERED_EVENT_ID, scanEventId, tagStream } from '../../domain/ids';

/** How big a history is. Tags are copies of a quarter as many books. */
export type HistorySize = { readonly events: number; readonly tags: number };

const START = Date.parse('2024-01-01T08:00:00.000Z');
const DAY_MS = 86_400_000;
const SPAN_DAYS = 600;

const envelope = (at: string, by: string) => ({
  schemaVersion: 1 as const,
  effectiveAt: at,
  occurredAt: at,
  recordedAt: at,
  clockSuspect: false,
  source: { channel: 'mqtt' as const, by },
});

/** The same history every time, in the order of recording: every book registered and every tag assigned on
 *  the first day, then scans spread over 600 days, each tag's about evenly. */
export function* libraryHistory({ events, tags }: HistorySize): Generator<LibraryEvent> {
  const books = Math.ceil(tags / 4);
  for (let book = 0; book < books; book += 1) {
    const bookId = `book-${book}`;
    const data = { bookId, name: `The book ${book}`, author: 'Anon', isbn: '' };
    const at = new Date(START + book).toISOString();
    yield {
      ...envelope(at, 'bench'),
      streamId: bookStream(bookId),
      eventId: REGISTERED_EVENT_ID,
      type: 'BookRegistered',
      data,
    };
  }
  for (let tag = 0; tag < tags; tag += 1) {
    const tagId = tagOf(tag);
    const at = new Date(START + books + tag).toISOString();
    const data = { tagId, bookId: `book-${tag % books}` };
    yield {
      ...envelope(at, 'bench'),
      streamId: tagStream(tagId),
      eventId: assignEventId(1),
      type: 'TagAssigned',
      data,
    };
  }
  const scans = events - books - tags;
  for (let n = 0; n < scans; n += 1) yield scanOf(n, scans, tags);
}

function scanOf(n: number, scans: number, tags: number): LibraryEvent {
  // A step that shares no factor with the number of tags takes them in turn, in no obvious order.
  const tagId = tagOf((n * 7_919) % tags);
  const at = new Date(START + DAY_MS + Math.floor((n / scans) * SPAN_DAYS * DAY_MS)).toISOString();
  const scanId = `01JD8XK${String(n).padStart(19, '0')}`;
  const readerId = `desk-${(n % 3) + 1}`;
  return {
    ...envelope(at, readerId),
    streamId: tagStream(tagId),
    eventId: scanEventId(scanId),
    type: 'TagScanned',
    data: { scanId, tagId, readerId, mode: 'toggle', text: `book-${n % tags}`, clockSynced: true, seq: n },
  };
}

const tagOf = (tag: number) => String(386_103_000_000 + tag);

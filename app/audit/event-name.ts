import type { LibraryEvent } from '../../domain/events';
import { SCAN_ID } from '../../domain/identifiers';

/** How a person names an event: `<streamId>/<eventId>`, or a scan by its scanId alone. */
export type EventName = { readonly streamId?: string; readonly eventId: string };

/** The event that the text names, or undefined if it names none. */
export function parseEventName(text: string): EventName | undefined {
  // A book's id may hold a slash, an event's id never does.
  const slash = text.lastIndexOf('/');
  if (slash > 0 && slash < text.length - 1) {
    return { streamId: text.slice(0, slash), eventId: text.slice(slash + 1) };
  }
  return SCAN_ID.test(text) ? { eventId: `scan#${text}` } : undefined;
}

export const isNamed = (event: LibraryEvent, { streamId, eventId }: EventName) =>
  event.eventId === eventId && (streamId === undefined || event.streamId === streamId);

/** Stream and event ids. The key itself forbids what must not happen twice: a scan, a void, or the n-th
 *  assignment of a tag can be inserted only once. */

export const tagStream = (tagId: string) => `tag#${tagId}`;
export const bookStream = (bookId: string) => `book#${bookId}`;

const ordinal = (n: number) => String(n).padStart(6, '0');

export const scanEventId = (scanId: string) => `scan#${scanId}`;
export const voidEventId = (scanId: string) => `void#${scanId}`;
export const assignEventId = (n: number) => `assign#${ordinal(n)}`;
export const retireEventId = (n: number) => `retire#${ordinal(n)}`;
export const detailsEventId = (n: number) => `details#${ordinal(n)}`;
export const REGISTERED_EVENT_ID = 'registered';

/** The scan that an event's id names, or undefined where it names none. */
export const scanOfEvent = (eventId: string) => /^(?:scan|void)#(.*)$/s.exec(eventId)?.[1];

/** The tag of a tag stream, or undefined for another stream. */
export const tagOfStream = (streamId: string) =>
  streamId.startsWith('tag#') ? streamId.slice('tag#'.length) : undefined;

/** The book of a book stream, or undefined for another stream. */
export const bookOfStream = (streamId: string) =>
  streamId.startsWith('book#') ? streamId.slice('book#'.length) : undefined;

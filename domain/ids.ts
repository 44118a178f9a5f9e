/** Stream and event ids. The key itself forbids what must not happen twice: a scan, the n-th void of it, or the
 *  n-th assignment of a tag can be inserted only once. */

export const tagStream = (tagId: string) => `tag#${tagId}`;
export const bookStream = (bookId: string) => `book#${bookId}`;

const ordinal = (n: number) => String(n).padStart(6, '0');

export const scanEventId = (scanId: string) => `scan#${scanId}`;
/** The first void of a scan has no number. */
export const voidEventId = (scanId: string, n = 1) =>
  n === 1 ? `void#${scanId}` : `void#${scanId}#${ordinal(n)}`;
export const restoreEventId = (scanId: string, n: number) => `restore#${scanId}#${ordinal(n)}`;

/** The n-th event of its kind in a stream. */
export const numberedEventId = (kind: string, n: number) => `${kind}#${ordinal(n)}`;
export const assignEventId = (n: number) => numberedEventId('assign', n);
export const retireEventId = (n: number) => numberedEventId('retire', n);
export const detailsEventId = (n: number) => numberedEventId('details', n);
export const ignoreEventId = (n: number) => numberedEventId('ignore', n);
export const withdrawEventId = (n: number) => numberedEventId('withdraw', n);

/** A book's first registration, and the second and later ones, which bring it back after a withdrawal. */
export const REGISTERED_EVENT_ID = 'registered';
export const registerEventId = (n: number) =>
  n === 1 ? REGISTERED_EVENT_ID : numberedEventId('register', n);

/** The number in an event's id; 1 for the first of a kind, which may have none. */
export const numberOfEvent = (eventId: string) => Number(/#(\d+)$/.exec(eventId)?.[1] ?? 1);

/** The scan that an event's id names, or undefined where it names none. */
export const scanOfEvent = (eventId: string) =>
  /^(?:scan|void|restore)#([^#]*)(?:#\d+)?$/s.exec(eventId)?.[1];

/** The tag of a tag stream, or undefined for another stream. */
export const tagOfStream = (streamId: string) =>
  streamId.startsWith('tag#') ? streamId.slice('tag#'.length) : undefined;

/** The book of a book stream, or undefined for another stream. */
export const bookOfStream = (streamId: string) =>
  streamId.startsWith('book#') ? streamId.slice('book#'.length) : undefined;

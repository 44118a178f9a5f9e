import type { BookDetailsChanged, BookRegistered, BookWithdrawn } from '../../domain/book/events';
import {
  assignEventId,
  bookStream,
  detailsEventId,
  ignoreEventId,
  REGISTERED_EVENT_ID,
  registerEventId,
  restoreEventId,
  retireEventId,
  scanEventId,
  tagStream,
  voidEventId,
  withdrawEventId,
} from '../../domain/ids';
import type {
  ScanMode,
  ScanRestored,
  ScanVoided,
  TagAssigned,
  TagIgnored,
  TagRetired,
  TagScanned,
} from '../../domain/tag/events';

export const TAG = '386103974449';

/** `at('09:15')` on a Monday of March, or `at('09:15', '2026-03-10')`. */
export const at = (time: string, date = '2026-03-02') =>
  new Date(`${date}T${time.length === 5 ? `${time}:00` : time}Z`).toISOString();

type When = { readonly effectiveAt: string; readonly recordedAt?: string };

const facts = ({ effectiveAt, recordedAt = effectiveAt }: When) => ({
  schemaVersion: 1 as const,
  effectiveAt,
  occurredAt: effectiveAt,
  recordedAt,
  clockSuspect: false,
  source: { channel: 'mqtt' as const, by: 'test' },
});

let scans = 0;

export function aScan(
  effectiveAt: string,
  over: {
    readonly scanId?: string;
    readonly tagId?: string;
    readonly readerId?: string;
    readonly mode?: ScanMode;
    readonly recordedAt?: string;
  } = {},
): TagScanned {
  const { scanId = `scan-${++scans}`, tagId = TAG, readerId = 'desk-1', mode = 'toggle', ...when } = over;
  return {
    ...facts({ effectiveAt, ...when }),
    streamId: tagStream(tagId),
    eventId: scanEventId(scanId),
    type: 'TagScanned',
    data: { scanId, tagId, readerId, mode, text: '' },
  };
}

export function anAssignment(
  effectiveAt: string,
  bookId: string,
  n = 1,
  over: { readonly tagId?: string; readonly recordedAt?: string } = {},
): TagAssigned {
  const { tagId = TAG, ...when } = over;
  return {
    ...facts({ effectiveAt, ...when }),
    streamId: tagStream(tagId),
    eventId: assignEventId(n),
    type: 'TagAssigned',
    data: { tagId, bookId },
  };
}

export function aRetirement(
  effectiveAt: string,
  n = 1,
  over: { readonly tagId?: string; readonly recordedAt?: string } = {},
): TagRetired {
  const { tagId = TAG, ...when } = over;
  return {
    ...facts({ effectiveAt, ...when }),
    streamId: tagStream(tagId),
    eventId: retireEventId(n),
    type: 'TagRetired',
    data: { tagId, reason: 'lost' },
  };
}

export function aVoid(
  effectiveAt: string,
  scanId: string,
  over: { readonly tagId?: string; readonly recordedAt?: string; readonly n?: number } = {},
): ScanVoided {
  const { tagId = TAG, n = 1, ...when } = over;
  return {
    ...facts({ effectiveAt, ...when }),
    streamId: tagStream(tagId),
    eventId: voidEventId(scanId, n),
    type: 'ScanVoided',
    data: { tagId, scanId, reason: 'scanned by mistake' },
  };
}

export function aRestoral(
  effectiveAt: string,
  scanId: string,
  n = 1,
  over: { readonly tagId?: string; readonly recordedAt?: string } = {},
): ScanRestored {
  const { tagId = TAG, ...when } = over;
  return {
    ...facts({ effectiveAt, ...when }),
    streamId: tagStream(tagId),
    eventId: restoreEventId(scanId, n),
    type: 'ScanRestored',
    data: { tagId, scanId, reason: 'it was right' },
  };
}

export function anIgnoring(
  effectiveAt: string,
  ignored = true,
  n = 1,
  over: { readonly tagId?: string; readonly recordedAt?: string } = {},
): TagIgnored {
  const { tagId = TAG, ...when } = over;
  return {
    ...facts({ effectiveAt, ...when }),
    streamId: tagStream(tagId),
    eventId: ignoreEventId(n),
    type: 'TagIgnored',
    data: { tagId, ignored },
  };
}

/** The n-th registration of a book: the first, or what brings it back. */
export function aBookAgain(
  effectiveAt: string,
  bookId: string,
  n: number,
  over: { readonly name?: string; readonly afterChange?: number } = {},
): BookRegistered {
  const first = aBook(effectiveAt, bookId, over.name);
  return {
    ...first,
    eventId: registerEventId(n),
    data: { ...first.data, ...(over.afterChange !== undefined && { afterChange: over.afterChange }) },
  };
}

export function aWithdrawal(effectiveAt: string, bookId: string, n = 1): BookWithdrawn {
  return {
    ...facts({ effectiveAt }),
    streamId: bookStream(bookId),
    eventId: withdrawEventId(n),
    type: 'BookWithdrawn',
    data: { bookId, reason: 'registered by mistake' },
  };
}

export function aBook(effectiveAt: string, bookId: string, name = `The book ${bookId}`): BookRegistered {
  return {
    ...facts({ effectiveAt }),
    streamId: bookStream(bookId),
    eventId: REGISTERED_EVENT_ID,
    type: 'BookRegistered',
    data: { bookId, name, author: 'Anon', isbn: '' },
  };
}

export function aRename(effectiveAt: string, bookId: string, name: string, n = 1): BookDetailsChanged {
  return {
    ...facts({ effectiveAt }),
    streamId: bookStream(bookId),
    eventId: detailsEventId(n),
    type: 'BookDetailsChanged',
    data: { bookId, name },
  };
}

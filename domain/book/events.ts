import type { Envelope } from '../envelope';

/** The facts about one book. Names and fields are the stored format for ever: add, never rename. */

export type BookDetails = { readonly name: string; readonly author: string; readonly isbn: string };

/** Of a book registered again, `afterChange` is the number of its last change before: only later ones change
 *  what it says now. */
export type BookRegistered = Envelope<
  'BookRegistered',
  { readonly bookId: string; readonly afterChange?: number } & BookDetails
>;
export type BookDetailsChanged = Envelope<
  'BookDetailsChanged',
  { readonly bookId: string } & Partial<BookDetails>
>;
/** The book leaves the lists while it has no copies, until it is registered again. */
export type BookWithdrawn = Envelope<'BookWithdrawn', { readonly bookId: string; readonly reason: string }>;

export type BookEvent = BookRegistered | BookDetailsChanged | BookWithdrawn;

/** Every type of a book's events: what tells them from others. */
export const BOOK_EVENT_TYPES = {
  BookRegistered: 'BookRegistered',
  BookDetailsChanged: 'BookDetailsChanged',
  BookWithdrawn: 'BookWithdrawn',
} as const satisfies { readonly [Type in BookEvent['type']]: Type };

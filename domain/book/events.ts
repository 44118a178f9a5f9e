import type { Envelope } from '../envelope';

/** The facts about one book. Names and fields are the stored format for ever: add, never rename. */

export type BookDetails = { readonly name: string; readonly author: string; readonly isbn: string };
export type BookRegistered = Envelope<'BookRegistered', { readonly bookId: string } & BookDetails>;
export type BookDetailsChanged = Envelope<
  'BookDetailsChanged',
  { readonly bookId: string } & Partial<BookDetails>
>;

export type BookEvent = BookRegistered | BookDetailsChanged;

/** Every type of a book's events: what tells them from others. */
export const BOOK_EVENT_TYPES = {
  BookRegistered: 'BookRegistered',
  BookDetailsChanged: 'BookDetailsChanged',
} as const satisfies { readonly [Type in BookEvent['type']]: Type };

import { z } from 'zod';
import type { BookRecord } from './derive-rows';
import type { LineValue } from './sum-keys';

const bookLine = z.object({
  name: z.string(),
  author: z.string(),
  isbn: z.string(),
  registeredAt: z.string(),
  revision: z.number(),
});

/** A book's details as they travel with its counts. */
export function toBookLine({ book, registeredAt }: BookRecord): LineValue {
  const { name, author, isbn, revision } = book;
  return { name, author, isbn, registeredAt, revision };
}

/** The details in a book's line, or undefined for a book that is not registered. */
export function deriveBookOf(bookId: string, line: LineValue): BookRecord | undefined {
  if (line['registeredAt'] === undefined) return undefined;
  const { registeredAt, ...details } = bookLine.parse(line);
  return { book: { bookId, ...details }, registeredAt };
}

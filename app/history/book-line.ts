import { z } from 'zod';
import type { Book } from '../../domain/book/book';
import type { LineValue } from './sum-keys';

const withdrawals = z.array(z.object({ from: z.string(), to: z.string().exactOptional() }));

const bookLine = z.object({
  name: z.string(),
  author: z.string(),
  isbn: z.string(),
  registeredAt: z.string(),
  revision: z.number(),
  withdrawals: z
    .string()
    .transform((text) => withdrawals.parse(JSON.parse(text)))
    .exactOptional(),
});

/** A book's details as they travel with its counts: a line holds texts and numbers only. */
export function toBookLine({ name, author, isbn, revision, registeredAt, withdrawals }: Book): LineValue {
  return {
    name,
    author,
    isbn,
    registeredAt,
    revision,
    ...(withdrawals && { withdrawals: JSON.stringify(withdrawals) }),
  };
}

/** The details in a book's line, or undefined for a book that is not registered. */
export function bookOfLine(bookId: string, line: LineValue): Book | undefined {
  return line['registeredAt'] === undefined ? undefined : { bookId, ...bookLine.parse(line) };
}

import { z } from 'zod';
import { BOOK_ID, TAG_ID } from '../../domain/identifiers';

const MAX_TEXT = 500;

export const tagIdField = z
  .string()
  .regex(TAG_ID, 'tag_id must be 1 to 64 of the letters A-Z a-z, digits and . _ : -');
export const bookIdField = z.string().regex(BOOK_ID, 'book_id must be 1 to 64 printable characters');

export const textField = (what: string) =>
  z.string().min(1, `${what} is empty`).max(MAX_TEXT, `${what} is longer than ${MAX_TEXT} characters`);

export const isbnField = z.string().max(40, 'isbn is longer than 40 characters');

/** All that is wrong with a row, in one line. */
export const problemsOf = (error: z.ZodError) => error.issues.map(({ message }) => message).join('; ');

import { z } from 'zod';

const MAX_TEXT = 500;

const id = (pattern: RegExp, what: string) =>
  z.string().regex(pattern, `${what} must be 1 to 64 of the letters A-Z a-z, digits and . _ : -`);

export const tagIdField = id(/^[A-Za-z0-9._:-]{1,64}$/, 'tag_id');
export const bookIdField = id(/^[A-Za-z0-9._:-]{1,64}$/, 'book_id');

export const textField = (what: string) =>
  z.string().min(1, `${what} is empty`).max(MAX_TEXT, `${what} is longer than ${MAX_TEXT} characters`);

export const isbnField = z.string().max(40, 'isbn is longer than 40 characters');

/** All that is wrong with a row, in one line. */
export const problemsOf = (error: z.ZodError) => error.issues.map(({ message }) => message).join('; ');

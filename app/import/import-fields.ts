import { z } from 'zod';
import { BOOK_ID, TAG_ID } from '../../domain/identifiers';

export const tagIdField = z
  .string()
  .regex(TAG_ID, 'tag_id must be 1 to 64 of the letters A-Z a-z, digits and . _ : -');
export const bookIdField = z.string().regex(BOOK_ID, 'book_id must be 1 to 64 printable characters');

/** All that is wrong with a row, in one line. */
export const problemsOf = (error: z.ZodError) => error.issues.map(({ message }) => message).join('; ');

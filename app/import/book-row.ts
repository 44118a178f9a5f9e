import { z } from 'zod';
import type { BookDetails } from '../../domain/book/events';
import { foldedText } from '../../domain/text';
import { isbnProblem } from '../lib/isbn';
import { bookIdField, problemsOf } from './import-fields';
import type { ImportRow } from './import-rows';

export type BookRow = { readonly line: number; readonly bookId: string; readonly details: BookDetails };

const MAX_TEXT = 500;
const MAX_ISBN = 400;

const text = (what: string) =>
  z
    .string()
    .transform(foldedText)
    .pipe(z.string().max(MAX_TEXT, `${what} is longer than ${MAX_TEXT} characters`));

const bookRow = z.object({
  book_id: bookIdField,
  name: text('name').pipe(z.string().min(1, 'name is empty')),
  author: text('author'),
  isbn: z
    .string()
    .transform(foldedText)
    .pipe(z.string().max(MAX_ISBN, `isbn is longer than ${MAX_ISBN} characters`))
    .superRefine((isbn, { addIssue }) => {
      const problem = isbnProblem(isbn);
      if (problem !== undefined) addIssue({ code: 'custom', message: problem });
    }),
});

/** The row's book, or all that is wrong with it. A book may have no author. */
export function readBookRow({
  line,
  values,
}: ImportRow): BookRow | { readonly line: number; readonly problem: string } {
  const parsed = bookRow.safeParse(values);
  if (!parsed.success) return { line, problem: problemsOf(parsed.error) };
  const { book_id: bookId, ...details } = parsed.data;
  return { line, bookId, details };
}

import { z } from 'zod';
import type { Zone } from '../lib/zone-rules';
import { bookIdField, problemsOf, tagIdField } from './import-fields';
import type { ImportRow } from './import-rows';
import { assignmentInstant } from './import-times';
import { readPastTime } from './past-time';

/** One row as it was read. Without a time the tag is to be that book's copy now. */
export type TagRow = {
  readonly line: number;
  readonly tagId: string;
  readonly bookId: string;
  readonly assignedAt?: string;
};

const tagRow = z.object({ tag_id: tagIdField, book_id: bookIdField, assigned_at: z.string() });

/** The row's assignment, or all that is wrong with it. */
export function readTagRow(
  { line, values }: ImportRow,
  timeZone: Zone,
  now: string,
): TagRow | { readonly line: number; readonly problem: string } {
  const parsed = tagRow.safeParse(values);
  if (!parsed.success) return { line, problem: problemsOf(parsed.error) };
  const { tag_id: tagId, book_id: bookId, assigned_at: text } = parsed.data;
  const given = readPastTime(text, { column: 'assigned_at', timeZone, now });
  if (given === undefined) return { line, tagId, bookId };
  if ('problem' in given) return { line, problem: given.problem };
  return { line, tagId, bookId, assignedAt: assignmentInstant(given, timeZone) };
}

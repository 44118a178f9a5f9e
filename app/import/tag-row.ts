import { z } from 'zod';
import { RETIREMENT_REASONS, type RetirementReason } from '../../domain/tag/events';
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
  /** When and why the copy was retired after that, as our own export of a retired copy says. */
  readonly retired?: { readonly at: string; readonly reason: RetirementReason };
};

const tagRow = z.object({
  tag_id: tagIdField,
  book_id: bookIdField,
  assigned_at: z.string(),
  retired_at: z.string().default(''),
  retired_reason: z.string().default(''),
});

/** The row's assignment, or all that is wrong with it. */
export function readTagRow(
  { line, values }: ImportRow,
  timeZone: Zone,
  now: string,
): TagRow | { readonly line: number; readonly problem: string } {
  const parsed = tagRow.safeParse(values);
  if (!parsed.success) return { line, problem: problemsOf(parsed.error) };
  const { tag_id: tagId, book_id: bookId, assigned_at, retired_at, retired_reason } = parsed.data;
  const instant = (column: string, text: string) => {
    const given = readPastTime(text, { column, timeZone, now });
    return given === undefined || 'problem' in given ? given : { at: assignmentInstant(given, timeZone) };
  };
  const assigned = instant('assigned_at', assigned_at);
  const retired = instant('retired_at', retired_at);
  const reason = retirementReason.safeParse(retired_reason);
  const problem = [
    ...(assigned !== undefined && 'problem' in assigned ? [assigned.problem] : []),
    ...(retired === undefined ? [] : whyNotRetired(retired, assigned, reason)),
  ].join('; ');
  if (problem !== '') return { line, problem };
  return {
    line,
    tagId,
    bookId,
    ...(assigned && 'at' in assigned && { assignedAt: assigned.at }),
    ...(retired && 'at' in retired && reason.success && { retired: { at: retired.at, reason: reason.data } }),
  };
}

const retirementReason = z.enum(
  RETIREMENT_REASONS,
  `retired_reason must be ${RETIREMENT_REASONS.slice(0, -1).join(', ')} or ${RETIREMENT_REASONS.at(-1)}`,
);

type Read = { readonly at: string } | { readonly problem: string } | undefined;

function whyNotRetired(
  retired: NonNullable<Read>,
  assigned: Read,
  reason: z.ZodSafeParseResult<RetirementReason>,
): string[] {
  const problems = reason.success ? [] : [problemsOf(reason.error)];
  if ('problem' in retired) return [retired.problem, ...problems];
  if (assigned === undefined) return ['retired_at needs assigned_at', ...problems];
  const isBefore = 'at' in assigned && retired.at < assigned.at;
  return isBefore ? [`retired_at ${retired.at} lies before assigned_at`, ...problems] : problems;
}

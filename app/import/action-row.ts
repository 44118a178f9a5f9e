import { z } from 'zod';
import type { Zone } from '../lib/zone-rules';
import { problemsOf, tagIdField } from './import-fields';
import type { ImportRow } from './import-rows';
import type { LoanEndpoint } from './loan-scans';
import { readPastTime } from './past-time';

/** One row as it was read: a copy went out or came back. */
export type ActionRow = {
  readonly line: number;
  readonly tagId: string;
  readonly mode: LoanEndpoint;
  readonly at: string;
};

const actionRow = z.object({
  tag_id: tagIdField,
  action: z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(z.enum(['checkout', 'return'], 'action must be checkout or return')),
  at: z.string(),
});

/** The row's action, or all that is wrong with it. */
export function readActionRow(
  { line, values }: ImportRow,
  timeZone: Zone,
  now: string,
): ActionRow | { readonly line: number; readonly problem: string } {
  const parsed = actionRow.safeParse(values);
  const text = values['at'] ?? '';
  const at = readPastTime(text, { column: 'at', timeZone, now });
  const problems = [
    ...(parsed.success ? [] : [problemsOf(parsed.error)]),
    ...(at === undefined ? ['at is empty'] : []),
    ...(at !== undefined && 'problem' in at ? [at.problem] : []),
    // Its day alone does not tell which of two actions came first.
    ...(at !== undefined && 'precision' in at && at.precision === 'day'
      ? [`at ${text} has no time of day`]
      : []),
  ];
  if (problems.length > 0 || !parsed.success || at === undefined || !('at' in at)) {
    return { line, problem: problems.join('; ') };
  }
  return { line, tagId: parsed.data.tag_id, mode: parsed.data.action, at: at.at };
}

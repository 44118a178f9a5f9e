import { z } from 'zod';
import type { Zone } from '../lib/zone-rules';
import { problemsOf, tagIdField } from './import-fields';
import type { ImportRow } from './import-rows';
import type { GivenTime } from './import-times';
import { type PastTime, readPastTime } from './past-time';

/** One row as it was read. */
export type LoanRow = {
  readonly line: number;
  readonly tagId: string;
  readonly borrowed: GivenTime;
  readonly returned?: GivenTime;
  readonly loanId?: string;
  /** As it stands in the file: version 0.2 named scans by it. */
  readonly borrowedText: string;
};

const MAX_LOAN_ID = 100;

const loanRow = z.object({
  tag_id: tagIdField,
  borrowed_at: z.string(),
  returned_at: z.string(),
  loan_id: z.string().max(MAX_LOAN_ID, `loan_id is longer than ${MAX_LOAN_ID} characters`).default(''),
});

/** The row's loan, or all that is wrong with it. */
export function readLoanRow(
  { line, values }: ImportRow,
  timeZone: Zone,
  now: string,
): LoanRow | { readonly line: number; readonly problem: string } {
  const parsed = loanRow.safeParse(values);
  if (!parsed.success) return { line, problem: problemsOf(parsed.error) };
  const { tag_id: tagId, borrowed_at, returned_at, loan_id } = parsed.data;
  const read = (column: string, text: string) => readPastTime(text, { column, timeZone, now });
  const [borrowed, returned] = [read('borrowed_at', borrowed_at), read('returned_at', returned_at)];
  const problems = [
    ...(borrowed === undefined ? ['borrowed_at is empty'] : problemIn(borrowed)),
    ...problemIn(returned),
  ];
  if (problems.length > 0 || borrowed === undefined || 'problem' in borrowed)
    return { line, problem: problems.join('; ') };
  if (returned !== undefined && 'problem' in returned) return { line, problem: returned.problem };
  return {
    line,
    tagId,
    borrowed,
    ...(returned && { returned }),
    ...(loan_id !== '' && { loanId: loan_id.normalize('NFC') }),
    borrowedText: borrowed_at,
  };
}

const problemIn = (read: PastTime | undefined): string[] =>
  read !== undefined && 'problem' in read ? [read.problem] : [];

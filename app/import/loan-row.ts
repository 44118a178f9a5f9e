import { z } from 'zod';
import type { Zone } from '../lib/zone-rules';
import { problemsOf, tagIdField } from './import-fields';
import type { ImportRow } from './import-rows';
import {
  EARLIEST,
  type GivenTime,
  liesInFuture,
  liesTooFarBack,
  parseGivenTime,
  TIME_FORMS,
} from './import-times';

export const LOAN_COLUMNS = ['tag_id', 'borrowed_at', 'returned_at'] as const;
/** Tells apart loans of one copy that a file knows by the same day. */
export const OPTIONAL_LOAN_COLUMNS = ['loan_id'] as const;

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
  borrowed_at: z.string().min(1, 'borrowed_at is empty'),
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
  const problems: string[] = [];
  const read = (column: string, text: string) => {
    const given = parseGivenTime(text, timeZone);
    const problem = problemWith(given, column, text, { timeZone, now });
    if (problem !== undefined) problems.push(problem);
    return given;
  };
  const borrowed = read('borrowed_at', borrowed_at);
  const returned = returned_at === '' ? undefined : read('returned_at', returned_at);
  if (borrowed === undefined || problems.length > 0) return { line, problem: problems.join('; ') };
  return {
    line,
    tagId,
    borrowed,
    ...(returned && { returned }),
    ...(loan_id !== '' && { loanId: loan_id.normalize('NFC') }),
    borrowedText: borrowed_at,
  };
}

function problemWith(
  given: GivenTime | undefined,
  column: string,
  text: string,
  { timeZone, now }: { readonly timeZone: Zone; readonly now: string },
): string | undefined {
  if (given === undefined) return `${column} "${text}" is not a time: ${TIME_FORMS}`;
  if (liesTooFarBack(given)) return `${column} ${text} lies before ${EARLIEST}`;
  if (liesInFuture(given, now, timeZone)) return `${column} ${text} lies in the future`;
  return undefined;
}

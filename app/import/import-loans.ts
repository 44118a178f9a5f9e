import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LibraryEvent } from '../../domain/events';
import { assignEventId, scanEventId, tagStream } from '../../domain/ids';
import type { TagScanned } from '../../domain/tag/events';
import { IMPORT_READER } from '../../domain/tag/rules';
import { mapLimited } from '../lib/map-limited';
import { problemsOf, tagIdField } from './import-fields';
import {
  type ImportContext,
  type ImportRow,
  type ImportSummary,
  importRows,
  type OnRow,
  type RowResult,
} from './import-rows';
import {
  borrowInstant,
  EARLIEST,
  liesInFuture,
  liesTooFarBack,
  parseGivenTime,
  returnInstant,
  TIME_FORMS,
} from './import-times';

export const LOAN_COLUMNS = ['tag_id', 'borrowed_at', 'returned_at'] as const;
export type LoanColumn = (typeof LOAN_COLUMNS)[number];

const loanRow = z.object({
  tag_id: tagIdField,
  borrowed_at: z.string().min(1, 'borrowed_at is empty'),
  returned_at: z.string(),
});

type Loan = { readonly tagId: string; readonly borrowedAt: string; readonly returnedAt?: string };

const MAX_KNOWN_TAGS = 100_000;
/** More would wait for a connection and be taken for a server that does not answer. */
const READS_AT_ONCE = 25;

/** Turns each past loan into a checkout and a return scan by reader `import`, at the times that the file
 *  gives. The scans' ids follow from tag and borrowed_at: a row again adds nothing, one that now has its
 *  return adds that, one with another return than before is refused. */
export function importLoans(
  rows: AsyncIterable<ImportRow<LoanColumn>>,
  context: ImportContext,
  onRow: OnRow<LoanColumn>,
  signal?: AbortSignal,
): Promise<ImportSummary> {
  const assignedSince = rememberedAssignments(context);
  return importRows(rows, (wave) => importLoanWave(wave, context, assignedSince), {
    // Rows of one loan go one after the other; others have nothing in common, of the same tag too.
    keyOf: ({ values }) => `${values.tag_id}|${values.borrowed_at}`,
    onRow,
    ...(signal && { signal }),
  });
}

async function importLoanWave(
  wave: readonly ImportRow<LoanColumn>[],
  context: ImportContext,
  assignedSince: (tagId: string) => Promise<string | undefined>,
): Promise<RowResult[]> {
  const recordedAt = context.now();
  const refused: RowResult[] = [];
  const scans: { readonly row: number; readonly event: TagScanned }[] = [];
  const loans = new Map<number, Loan>();
  for (const { row, values } of wave) {
    const loan = readLoan(values, context.timeZone, recordedAt);
    if (typeof loan === 'string') {
      refused.push({ row, added: 0, problem: loan });
      continue;
    }
    loans.set(row, loan);
    const events = scansOf(loan, values.borrowed_at, context.by, recordedAt);
    scans.push(...events.map((event) => ({ row, event })));
  }
  const answers = await context.log.insert(scans.map(({ event }) => event));
  const problems = await mapLimited([...scans.keys()], READS_AT_ONCE, async (i) => {
    const event = scans[i]?.event;
    return event && answers[i] === 'exists' ? conflictWith(event, context) : undefined;
  });
  const taken = await mapLimited([...loans], READS_AT_ONCE, async ([row, loan]): Promise<RowResult> => {
    const mine = scans.flatMap((scan, i) => (scan.row === row ? [i] : []));
    const added = mine.filter((i) => answers[i] === 'inserted').length;
    const problem = mine.map((i) => problems[i]).find((found) => found !== undefined);
    if (problem !== undefined) return { row, added, problem };
    const warning = warningOf(loan, await assignedSince(loan.tagId));
    return { row, added, ...(warning !== undefined && { warning }) };
  });
  return [...refused, ...taken];
}

/** The row's loan, or what is wrong with it. */
function readLoan(
  values: Readonly<Record<LoanColumn, string>>,
  timeZone: string,
  recordedAt: string,
): Loan | string {
  const parsed = loanRow.safeParse(values);
  if (!parsed.success) return problemsOf(parsed.error);
  const { tag_id: tagId, borrowed_at, returned_at } = parsed.data;
  const borrowed = parseGivenTime(borrowed_at, timeZone);
  if (borrowed === undefined) return `borrowed_at "${borrowed_at}" is not a time: ${TIME_FORMS}`;
  if (liesTooFarBack(borrowed)) return `borrowed_at ${borrowed_at} lies before ${EARLIEST}`;
  const borrowedAt = borrowInstant(borrowed, timeZone);
  if (liesInFuture(borrowed, recordedAt, timeZone)) return `borrowed_at ${borrowed_at} lies in the future`;
  if (returned_at === '') return { tagId, borrowedAt };
  const returned = parseGivenTime(returned_at, timeZone);
  if (returned === undefined) return `returned_at "${returned_at}" is not a time: ${TIME_FORMS}`;
  const returnedAt = returnInstant(returned, borrowedAt, timeZone);
  if (returnedAt <= borrowedAt)
    return `returned_at ${returned_at} does not lie after borrowed_at ${borrowed_at}`;
  if (liesInFuture(returned, recordedAt, timeZone)) {
    return `returned_at ${returned_at} lies in the future`;
  }
  return { tagId, borrowedAt, returnedAt };
}

function scansOf(loan: Loan, borrowedAtAsGiven: string, by: string, recordedAt: string): TagScanned[] {
  const scan = (mode: 'checkout' | 'return', at: string): TagScanned => {
    const digest = createHash('sha256').update(`${loan.tagId}|${borrowedAtAsGiven}|${mode}`).digest('hex');
    const scanId = `import-${digest.slice(0, 32)}`;
    return {
      streamId: tagStream(loan.tagId),
      eventId: scanEventId(scanId),
      type: 'TagScanned',
      schemaVersion: 1,
      effectiveAt: at,
      occurredAt: at,
      recordedAt,
      clockSuspect: false,
      source: { channel: 'import', by },
      data: { scanId, tagId: loan.tagId, readerId: IMPORT_READER, mode, text: '' },
    };
  };
  const checkout = scan('checkout', loan.borrowedAt);
  return loan.returnedAt === undefined ? [checkout] : [checkout, scan('return', loan.returnedAt)];
}

async function conflictWith(event: LibraryEvent, { log }: ImportContext): Promise<string | undefined> {
  const stored = await log.read(event.streamId, event.eventId);
  if (stored === undefined || stored.effectiveAt === event.effectiveAt) return undefined;
  const what = event.type === 'TagScanned' && event.data.mode === 'return' ? 'returned_at' : 'borrowed_at';
  return `this loan was imported before with ${what} ${stored.effectiveAt}; void that scan to change it`;
}

function warningOf({ tagId, borrowedAt }: Loan, assignedSince: string | undefined): string | undefined {
  if (assignedSince === undefined) {
    return `tag ${tagId} is not assigned to a book: the loan counts once it is, as of ${borrowedAt} or earlier`;
  }
  if (assignedSince <= borrowedAt) return undefined;
  return `tag ${tagId} is assigned only since ${assignedSince}: the loan counts only with an assignment before it`;
}

/** When each tag was first assigned, as told by its first assignment. */
function rememberedAssignments({ log }: ImportContext): (tagId: string) => Promise<string | undefined> {
  const known = new Map<string, string>();
  return async (tagId) => {
    const remembered = known.get(tagId);
    if (remembered !== undefined) return remembered;
    const first = await log.read(tagStream(tagId), assignEventId(1));
    if (first === undefined) return undefined;
    if (known.size >= MAX_KNOWN_TAGS) known.clear();
    known.set(tagId, first.effectiveAt);
    return first.effectiveAt;
  };
}

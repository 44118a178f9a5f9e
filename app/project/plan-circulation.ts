import { isDeepStrictEqual } from 'node:util';
import type { TagEvent } from '../../domain/tag/events';
import { continueHistory, EMPTY_CHECKPOINT, readHistory, type TagCheckpoint } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import type { Loan } from '../../domain/tag/state';
import { booksOf, hasOwnRow, loansOf, runningLoanOf } from '../../projections/inventory';
import { stockDelta } from '../../projections/stock';
import type { CirculationChange, CirculationStore, TagRecord } from './circulation-store';
import { MAX_ROWS_A_TRANSACTION } from './project-tags';

type PlanPorts = {
  readonly store: CirculationStore;
  readonly readTagEvents: (tagId: string) => Promise<TagEvent[]>;
  readonly rules: Rules;
};

/** The rows of a tag that a reading of its history wants written or removed. */
type Wanted = {
  readonly reading: TagCheckpoint;
  readonly loans: readonly Loan[];
  readonly removedLoans: readonly Loan[];
  readonly touchedLoans: readonly Loan[];
  readonly books: readonly string[];
};

/** What Inventory and Stock still need to say what the tag's events say, or undefined for nothing.
 *  `news` are events of the tag that may not have been read yet. */
export async function planCirculation(
  tagId: string,
  news: readonly TagEvent[],
  ports: PlanPorts,
): Promise<CirculationChange | undefined> {
  const stored = await ports.store.readTag(tagId);
  const wanted = onwards(stored, news, ports.rules) ?? (await fromTheStart(tagId, stored, ports));
  return changeFrom(tagId, stored, wanted);
}

function onwards(stored: TagRecord | undefined, news: readonly TagEvent[], rules: Rules): Wanted | undefined {
  if (stored === undefined || stored.rewriting) return undefined;
  const read = continueHistory(stored.reading, news, rules);
  if (read === undefined) return undefined;
  const { steps, reading } = read;
  const touchedLoans = loansOf(steps);
  const loans = touchedLoans.filter(hasOwnRow);
  return { reading, loans, removedLoans: [], touchedLoans, books: booksOf(steps) };
}

async function fromTheStart(
  tagId: string,
  stored: TagRecord | undefined,
  { store, readTagEvents, rules }: PlanPorts,
): Promise<Wanted> {
  const { steps, reading } = readHistory(await readTagEvents(tagId), rules);
  const kept = await store.readLoansAndBooks(tagId);
  const loans = loansOf(steps).filter(hasOwnRow);
  const numbers = new Set(loans.map(({ loanNo }) => loanNo));
  const keptByNumber = new Map(kept.loans.map((loan) => [loan.loanNo, loan]));
  const changed = loans.filter((loan) => !isDeepStrictEqual(loan, keptByNumber.get(loan.loanNo)));
  const replaced = changed.flatMap(({ loanNo }) => keptByNumber.get(loanNo) ?? []);
  const removed = kept.loans.filter(({ loanNo }) => !numbers.has(loanNo));
  // Though it is the same before and after: a row that a broken rewrite has left may have stood in its place.
  const running = [stored?.reading, reading].flatMap((one) => (one && runningLoanOf(one.state)) ?? []);
  return {
    reading,
    loans: changed,
    removedLoans: removed,
    touchedLoans: [...changed, ...replaced, ...removed, ...running],
    books: booksOf(steps).filter((bookId) => !kept.books.includes(bookId)),
  };
}

function changeFrom(
  tagId: string,
  stored: TagRecord | undefined,
  wanted: Wanted,
): CirculationChange | undefined {
  const rewrites = wanted.loans.length + wanted.removedLoans.length + wanted.books.length;
  const before = stored?.reading ?? EMPTY_CHECKPOINT;
  const unchanged = isDeepStrictEqual(wanted.reading, before) && rewrites === 0;
  if (unchanged && !stored?.rewriting) return undefined;
  const standsOn = stored?.revision;
  const revision = (standsOn ?? 0) + 1;
  const rest = MAX_ROWS_A_TRANSACTION - 10;
  if (rewrites > rest) {
    const part = firstRows(wanted, rest);
    const record = { tagId, revision, reading: before, rewriting: true };
    const { touchedLoans } = wanted;
    return withRows({ tagId, standsOn, record, ...part, touchedLoans, stock: [], unfinished: true });
  }
  const record = { tagId, revision, reading: wanted.reading, rewriting: false };
  const stock = stockDelta(before.state, wanted.reading.state);
  return withRows({ ...wanted, tagId, standsOn, record, stock, unfinished: false });
}

function firstRows({ loans, removedLoans, books }: Wanted, count: number) {
  const all = [
    ...loans.map((loan) => ({ loan })),
    ...removedLoans.map((removed) => ({ removed })),
    ...books.map((book) => ({ book })),
  ].slice(0, count);
  return {
    loans: all.flatMap((row) => ('loan' in row ? [row.loan] : [])),
    removedLoans: all.flatMap((row) => ('removed' in row ? [row.removed] : [])),
    books: all.flatMap((row) => ('book' in row ? [row.book] : [])),
  };
}

function withRows(change: Omit<CirculationChange, 'rows'>): CirculationChange {
  const { tagId, loans, removedLoans, books, stock } = change;
  const rows = [
    `tag ${tagId}`,
    ...[...loans, ...removedLoans].map(({ loanNo }) => `loan ${tagId} ${loanNo}`),
    ...books.map((bookId) => `copy ${tagId} ${bookId}`),
    ...stock.map(([bookId]) => `stock ${bookId}`),
  ];
  return { ...change, rows };
}

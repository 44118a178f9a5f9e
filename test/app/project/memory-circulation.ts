import type { CirculationChange, CirculationStore, TagRecord } from '../../../app/project/circulation-store';
import type { Loan } from '../../../domain/tag/state';

type Rows = { record: TagRecord; loans: ReadonlyMap<number, Loan>; books: ReadonlySet<string> };

/** Inventory held in memory. `onCommit` is told of each step of a tag, with what is served of its loans
 *  before and after. */
export function memoryCirculation(
  onCommit: (change: CirculationChange, before: readonly Loan[], after: readonly Loan[]) => void = () => {},
) {
  const tags = new Map<string, Rows>();
  const loansOf = (tagId: string) => servedLoans(tags.get(tagId));
  const put = (change: CirculationChange) => {
    const { tagId, record } = change;
    const loans = new Map(tags.get(tagId)?.loans);
    for (const loan of change.loans) loans.set(loan.loanNo, loan);
    for (const { loanNo } of change.removedLoans) loans.delete(loanNo);
    tags.set(tagId, { record, loans, books: new Set([...(tags.get(tagId)?.books ?? []), ...change.books]) });
  };
  const store: CirculationStore = {
    readTag: async (tagId) => tags.get(tagId)?.record,
    readLoansAndBooks: async (tagId) => ({
      loans: [...(tags.get(tagId)?.loans.values() ?? [])],
      books: [...(tags.get(tagId)?.books ?? [])],
    }),
    async commit(changes) {
      const lost = changes.filter(({ tagId, standsOn }) => tags.get(tagId)?.record.revision !== standsOn);
      if (lost.length > 0) return { lost: new Set(lost.map(({ tagId }) => tagId)) };
      for (const change of changes) {
        const before = loansOf(change.tagId);
        put(change);
        onCommit(change, before, loansOf(change.tagId));
      }
      return 'committed';
    },
    hasBook: async () => true,
    writeBook: async () => 'committed',
  };
  return { store, loansOf, rowsOf: (tagId: string) => [...(tags.get(tagId)?.loans.values() ?? [])] };
}

/** As the export finds them: a running loan is the one in the tag's row, unless a row of its own says more. */
function servedLoans(rows: Rows | undefined): Loan[] {
  const running = rows?.record.reading.state.latestLoan;
  const loans = new Map(running?.returnedAt === undefined && running ? [[running.loanNo, running]] : []);
  for (const loan of rows?.loans.values() ?? []) loans.set(loan.loanNo, loan);
  return [...loans.values()].sort((a, b) => a.loanNo - b.loanNo);
}

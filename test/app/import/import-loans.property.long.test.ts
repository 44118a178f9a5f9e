import fc from 'fast-check';
import { decideLoans } from '../../../app/import/import-loans';
import type { RowResult } from '../../../app/import/import-rows';
import { type LoanRow, readLoanRow } from '../../../app/import/loan-row';
import { isTagEvent } from '../../../domain/events';
import { assignEventId, tagStream } from '../../../domain/ids';
import type { TagEvent } from '../../../domain/tag/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import type { Loan } from '../../../domain/tag/state';

/** Files of one copy's loans: times to the minute, to the day, in an hour that the clocks showed twice, on one
 *  day, overlapping, out for ever, repeated, and files that disagree. `IMPORT_RUNS` files, the seed is printed by
 *  fast-check where one fails. */

const RUNS = Number(process.env['IMPORT_RUNS'] ?? 300);
const ZONE = 'Europe/Berlin';
const NOW = '2025-01-01T00:00:00.000Z';
const TAG = 'T';

type Row = { readonly borrowed: string; readonly returned: string };

// Borrows at even minutes and returns at odd ones: two scans of one instant have no order that a reader would guess.
const dayOfMonth = fc.integer({ min: 20, max: 30 }).map((day) => `2024-10-${day}`);
const time = (parity: 0 | 1) =>
  fc
    .tuple(dayOfMonth, fc.constantFrom('02', '09', '13', '18'), fc.integer({ min: 0, max: 29 }))
    .map(([date, hour, half]) => `${date} ${hour}:${String(2 * half + parity).padStart(2, '0')}`);
const row: fc.Arbitrary<Row> = fc
  .record({
    borrowed: fc.oneof({ weight: 2, arbitrary: time(0) }, dayOfMonth),
    returned: fc.oneof({ weight: 2, arbitrary: time(1) }, dayOfMonth, fc.constant('')),
    sameMinute: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ borrowed, returned, sameMinute }) => ({
    borrowed,
    returned: sameMinute === 0 ? borrowed : returned,
  }));
const file = fc
  .tuple(fc.array(row, { minLength: 1, maxLength: 8 }), fc.boolean())
  .map(([rows, again]) => (again ? [...rows, ...rows.slice(0, 2)] : rows));

const shortFile = fc.array(row, { minLength: 1, maxLength: 3 });

const ASSIGNED: TagEvent = {
  streamId: tagStream(TAG),
  eventId: assignEventId(1),
  type: 'TagAssigned',
  schemaVersion: 1,
  effectiveAt: '2000-01-01T00:00:00.000Z',
  occurredAt: '2000-01-01T00:00:00.000Z',
  recordedAt: '2000-01-01T00:00:00.000Z',
  clockSuspect: false,
  source: { channel: 'import', by: 'ops' },
  data: { tagId: TAG, bookId: 'B' },
};

type Library = { readonly history: readonly TagEvent[]; readonly results: readonly RowResult[] };
const EMPTY: Library = { history: [ASSIGNED], results: [] };

function imported({ history }: Library, rows: readonly Row[], replace = false): Library {
  const read = rows.map(({ borrowed, returned }, i) =>
    readLoanRow(
      { line: i + 2, values: { tag_id: TAG, borrowed_at: borrowed, returned_at: returned, loan_id: '' } },
      ZONE,
      NOW,
    ),
  );
  const { events, results } = decideLoans(
    read.filter((each): each is LoanRow => !('problem' in each)),
    history,
    { rules: DEFAULT_RULES, replace, timeZone: ZONE, recording: { by: 'ops', recordedAt: NOW } },
  );
  return { history: [...history, ...events.filter(isTagEvent)], results };
}

/** A loan as `borrow - return`, each `out` or an instant. */
function loansOf({ history }: Library): string[] {
  const loans = new Map<number, Loan>();
  for (const { after } of readHistory(history, DEFAULT_RULES).steps) {
    if (after.latestLoan) loans.set(after.latestLoan.loanNo, after.latestLoan);
  }
  return [...loans.values()].map(({ borrowedAt, returnedAt = 'out' }) => `${borrowedAt} - ${returnedAt}`);
}

/** The loans of scans that stand, folded by nothing but their times. */
function plainFold({ history }: Library): string[] {
  const scans = history
    .flatMap((event) => (event.type === 'TagScanned' ? [event] : []))
    .filter(({ data: { scanId } }) => balanceOf(history, scanId) <= 0)
    .sort((a, b) => (a.effectiveAt === b.effectiveAt ? 0 : a.effectiveAt < b.effectiveAt ? -1 : 1));
  const loans: string[] = [];
  let since: string | undefined;
  for (const { effectiveAt, data } of scans) {
    if (data.mode === 'checkout') since ??= effectiveAt;
    else if (since !== undefined) {
      loans.push(`${since} - ${effectiveAt}`);
      since = undefined;
    }
  }
  return since === undefined ? loans : [...loans, `${since} - out`];
}

const balanceOf = (history: readonly TagEvent[], scanId: string) =>
  history.reduce((sum, event) => {
    if (event.type === 'ScanVoided' && event.data.scanId === scanId) return sum + 1;
    return event.type === 'ScanRestored' && event.data.scanId === scanId ? sum - 1 : sum;
  }, 0);

const endings = ({ results }: Library) => new Set(results.map(({ result }) => result));
const isClean = (library: Library) => !endings(library).has('refused') && !endings(library).has('no-loan');
const scansOf = ({ history }: Library) =>
  history.flatMap((event) => (event.type === 'TagScanned' ? [event.data.scanId] : []));
const check = (property: fc.IProperty<[Row[], Row[]]>, examples: [Row[], Row[]][] = []) =>
  fc.assert(property, { numRuns: RUNS, examples });

describe('any files of loans', () => {
  it('have one result for each row, and a reason for each that is not new', () => {
    check(
      fc.property(file, file, (first, second) => {
        const library = imported(EMPTY, first);
        for (const { results } of [library, imported(library, second)]) {
          const lines = results.map(({ line }) => line);
          expect(new Set(lines).size).toBe(lines.length);
          for (const { result, reason } of results) expect(result === 'new' || Boolean(reason)).toBe(true);
        }
        expect(imported(EMPTY, first).results).toHaveLength(first.length);
      }),
    );
  });

  it('make the loans that their scans make, and a loan as the row says for each new one', () => {
    check(
      fc.property(file, file, (first, second) => {
        const library = imported(imported(EMPTY, first), second);
        expect(loansOf(library)).toEqual(plainFold(library));
        const fresh = imported(EMPTY, first);
        const news = fresh.results.filter(({ result }) => result === 'new').length;
        expect(loansOf(fresh).length).toBeGreaterThanOrEqual(news);
      }),
    );
  });

  it('change nothing when they come again', () => {
    check(
      fc.property(file, file, (first, second) => {
        const library = imported(imported(EMPTY, first), second);
        const again = imported(imported(library, first), second);
        expect(again.history).toHaveLength(library.history.length);
        expect(endings(again)).not.toContain('new');
        expect(endings(again)).not.toContain('no-loan');
      }),
    );
  });

  it('make the same loans in either order where no row was refused', () => {
    let compared = 0;
    check(
      fc.property(file, file, (first, second) => {
        const one = imported(EMPTY, first);
        const oneTwo = imported(one, second);
        const two = imported(EMPTY, second);
        const twoOne = imported(two, first);
        const refused = [one, oneTwo, two, twoOne].some((library) => endings(library).has('refused'));
        if (refused) return;
        compared += 1;
        expect(loansOf(oneTwo)).toEqual(loansOf(twoOne));
      }),
    );
    expect(compared).toBeGreaterThan(RUNS / 20);
  });

  it('given with --replace stand in place of the loans that they name', () => {
    check(
      fc.property(file, file, (first, second) => {
        const replaced = imported(imported(EMPTY, first), second, true);
        expect(loansOf(replaced)).toEqual(plainFold(replaced));
        const again = imported(replaced, second, true);
        expect(again.history).toHaveLength(replaced.history.length);
        expect(endings(again)).not.toContain('new');
      }),
      [
        [
          [
            { borrowed: '2024-10-27', returned: '2024-10-20 02:01' },
            { borrowed: '2024-10-27', returned: '2024-10-27' },
            { borrowed: '2024-10-20', returned: '2024-10-20' },
          ],
          [
            { borrowed: '2024-10-27', returned: '2024-10-27' },
            { borrowed: '2024-10-20 18:00', returned: '' },
          ],
        ],
      ],
    );
  });

  it('given with --replace leave the loans of the other rows and of their own', () => {
    let compared = 0;
    check(
      fc.property(shortFile, shortFile, (first, second) => {
        const one = imported(EMPTY, first);
        const replaced = imported(one, second, true);
        const isVoided = (scanId: string) => balanceOf(replaced.history, scanId) > 0;
        const untouched = first.filter((each) => !scansOf(imported(EMPTY, [each])).some(isVoided));
        const left = imported(EMPTY, untouched);
        const expected = imported(left, second);
        if (![one, replaced, left, expected].every(isClean)) return;
        compared += 1;
        expect(loansOf(replaced)).toEqual(loansOf(expected));
      }),
    );
    expect(compared).toBeGreaterThan(RUNS / 20);
  });
});

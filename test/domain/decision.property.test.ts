import fc from 'fast-check';
import { changeBook } from '../../domain/book/decide/change-book';
import { registerBook } from '../../domain/book/decide/register-book';
import { withdrawBook } from '../../domain/book/decide/withdraw-book';
import type { BookEvent } from '../../domain/book/events';
import { type Decider, decideOnce, type History } from '../../domain/decision';
import type { LibraryEvent } from '../../domain/events';
import { assignTag } from '../../domain/tag/decide/assign-tag';
import { enterScan } from '../../domain/tag/decide/enter-scan';
import { restoreScan } from '../../domain/tag/decide/restore-scan';
import { retireTag } from '../../domain/tag/decide/retire-tag';
import { voidScan } from '../../domain/tag/decide/void-scan';
import { RETIREMENT_REASONS, SCAN_MODES, type TagEvent } from '../../domain/tag/events';
import { BY_ANN } from '../support/spec';
import { aBookAgain, aRename, at, aVoid, aWithdrawal, TAG } from './builders';
import { tagHistory } from './histories';

const seed = Number(process.env['DECIDE_SEED'] ?? Date.now() % 2 ** 31);
const settings = { seed, numRuns: 300 };

const FIRST = { ...BY_ANN, now: at('12:00', '2026-03-20') };
const LATER = { ...BY_ANN, now: at('12:30', '2026-03-20') };

/** Decides, and decides again half an hour later on the history with what came of it: nothing is left to do, or
 *  the refusal is the same. Answers whether anything was recorded. */
function expectSettled<Command, Past extends History, E extends LibraryEvent>(
  decider: Decider<Command, Past, E>,
  pastWith: (more: readonly E[]) => Past,
  command: Command,
): boolean {
  const first = decideOnce(decider, pastWith([]), command, FIRST);
  if (first.kind !== 'record') {
    expect(decideOnce(decider, pastWith([]), command, FIRST)).toEqual(first);
    return false;
  }
  const { event } = first;
  expect(decideOnce(decider, pastWith([event]), command, LATER)).toEqual({ kind: 'already', event });
  return true;
}

const tagId = fc.constant(TAG);
const scanId = fc.integer({ min: 0, max: 24 }).map((n) => `s${n}`);
const text = fc.constantFrom('', 'Emma', 'Emma, a novel', 'Anon');

const bookHistory: fc.Arbitrary<BookEvent[]> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.array(text, { maxLength: 4 }))
  .map(([comingsAndGoings, names]) => [
    ...Array.from({ length: comingsAndGoings }, (_, i) =>
      i % 2 === 0
        ? aBookAgain(at('08:00'), 'book-a', i / 2 + 1)
        : aWithdrawal(at('08:00'), 'book-a', (i + 1) / 2),
    ),
    ...(comingsAndGoings === 0 ? [] : names.map((name, i) => aRename(at('09:00'), 'book-a', name, i + 1))),
  ]);

type Check = (events: readonly TagEvent[], books: readonly BookEvent[]) => boolean;

const COMMANDS: Readonly<Record<string, fc.Arbitrary<Check>>> = {
  'assigning a tag': fc
    .record({ tagId, bookId: fc.constantFrom('book-a', 'book-b'), replace: fc.boolean() })
    .map(
      (command) => (events, books) =>
        expectSettled(
          assignTag,
          (more) => ({ events: [...events, ...more], isBookRegistered: books.length > 0 }),
          command,
        ),
    ),
  'retiring a tag': fc
    .record({ tagId, reason: fc.constantFrom(...RETIREMENT_REASONS) })
    .map(
      (command) => (events) =>
        expectSettled(retireTag, (more) => ({ events: [...events, ...more] }), command),
    ),
  'voiding a scan': fc
    .record({ tagId, scanId, reason: text })
    .map(
      (command) => (events) => expectSettled(voidScan, (more) => ({ events: [...events, ...more] }), command),
    ),
  'restoring a scan': fc.record({ n: fc.nat(24), reason: text }).map(({ n, reason }) => (events) => {
    const scanIds = events.flatMap((event) => (event.type === 'TagScanned' ? [event.data.scanId] : []));
    const scanId = scanIds[n % scanIds.length] ?? 's0';
    const voided = [...events, aVoid(at('11:00'), scanId, { n: 99 })];
    return expectSettled(restoreScan, (more) => ({ events: [...voided, ...more] }), {
      tagId: TAG,
      scanId,
      reason,
    });
  }),
  'entering a scan': fc
    .record({
      tagId,
      scanId: fc.constantFrom('s0', 'desk-1', 'desk-2'),
      mode: fc.constantFrom(...SCAN_MODES),
    })
    .map(
      (command) => (events) =>
        expectSettled(enterScan, (more) => ({ events: [...events, ...more] }), command),
    ),
  'registering a book': fc
    .record({ bookId: fc.constant('book-a'), name: text, author: text, isbn: text })
    .map(
      (command) => (_, books) =>
        expectSettled(registerBook, (more) => ({ events: [...books, ...more] }), command),
    ),
  'withdrawing a book': fc
    .record({ bookId: fc.constant('book-a'), reason: text, copies: fc.constantFrom(0, 0, 0, 3) })
    .map(
      ({ copies, ...command }) =>
        (_, books) =>
          expectSettled(withdrawBook, (more) => ({ events: [...books, ...more], copies }), command),
    ),
  'changing a book': fc
    .record({ bookId: fc.constant('book-a'), details: fc.record({ name: text, isbn: text }) })
    .map(
      (command) => (_, books) =>
        expectSettled(changeBook, (more) => ({ events: [...books, ...more] }), command),
    ),
};

describe(`deciding again on the new history (DECIDE_SEED=${seed})`, () => {
  it.each(Object.entries(COMMANDS))('leaves nothing to do: %s', (_, command) => {
    let recorded = 0;
    fc.assert(
      fc.property(tagHistory(TAG), bookHistory, command, (events, books, check) => {
        if (check(events, books)) recorded += 1;
      }),
      settings,
    );
    expect(recorded).toBeGreaterThan(20);
  });
});

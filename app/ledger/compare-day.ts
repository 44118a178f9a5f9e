import { canonicalJson, envelopeOf } from '../events/event-digest';
import type { DayDigest, Ledger, SealedDay } from './ledger';
import { type FoundEvent, type RecordedDays, recordedOn } from './recorded-days';
import { compareFeedPositions, feedPositionOf, nameOf, type SealedLine, sealedLines } from './sealed-lines';

/** How what was sealed of a day and what the table has of it differ. */
export type DayDifference =
  /** The seal has missed it, or it was put there after the day was closed. */
  | ({ readonly kind: 'not-sealed' } & SealedLine)
  | { readonly kind: 'not-in-table' | 'changed' | 'no-event'; readonly what: string };

type Found = Exclude<FoundEvent, { fault: string }>;

/** Compares a sealed day with the index of the table; both come in the same order, so that neither is held.
 *  `later` are the addenda of days after it. */
export async function* compareDay(
  { ledger, recorded }: { readonly ledger: Ledger; readonly recorded: RecordedDays },
  { digest }: Pick<SealedDay, 'digest'>,
  later: readonly SealedLine[],
): AsyncGenerator<DayDifference> {
  const sealed = withAddenda(ownLines(ledger, digest), addendaOf(digest.day, later));
  let line = await nextOf(sealed);
  for await (const found of recordedOn(recorded, digest.day)) {
    if ('fault' in found) {
      yield { kind: 'no-event', what: found.fault };
      continue;
    }
    while (line && compareFeedPositions(feedPositionOf(line.event), feedPositionOf(found.event)) < 0) {
      yield notInTable(line);
      line = await nextOf(sealed);
    }
    if (line === undefined || feedPositionOf(line.event) !== feedPositionOf(found.event)) {
      yield { kind: 'not-sealed', ...lineOf(found) };
      continue;
    }
    if (line.digest !== found.digest) {
      yield { kind: 'changed', what: `${nameOf(found.event)} is not the event that was sealed` };
    }
    line = await nextOf(sealed);
  }
  for (; line; line = await nextOf(sealed)) yield notInTable(line);
}

/** The line that an event is in the ledger. */
export const lineOf = ({ event, digest }: Found): SealedLine => ({
  line: canonicalJson(envelopeOf(event)),
  digest,
  event,
});

/** All addenda of these days: events recorded before the day that holds them. */
export async function addendaIn(ledger: Ledger, digests: readonly DayDigest[]): Promise<SealedLine[]> {
  const found: SealedLine[] = [];
  for (const digest of digests) {
    let left = digest.addenda;
    if (left === 0) continue;
    for await (const line of sealedLines(ledger, digest)) {
      found.push(line);
      left -= 1;
      if (left === 0) break;
    }
  }
  return found;
}

const notInTable = ({ event }: SealedLine): DayDifference => ({
  kind: 'not-in-table',
  what: `${nameOf(event)}, recorded ${event.recordedAt}, was sealed and is no longer in the table`,
});

async function nextOf<T>(lines: AsyncGenerator<T>): Promise<T | undefined> {
  const next = await lines.next();
  return next.done ? undefined : next.value;
}

const isOf = (day: string, { event }: SealedLine) => event.recordedAt.startsWith(day);

const addendaOf = (day: string, lines: readonly SealedLine[]) =>
  lines
    .filter((line) => isOf(day, line))
    .sort((a, b) => compareFeedPositions(feedPositionOf(a.event), feedPositionOf(b.event)));

async function* ownLines(ledger: Ledger, digest: DayDigest): AsyncGenerator<SealedLine> {
  for await (const line of sealedLines(ledger, digest)) if (isOf(digest.day, line)) yield line;
}

async function* withAddenda(
  lines: AsyncGenerator<SealedLine>,
  addenda: readonly SealedLine[],
): AsyncGenerator<SealedLine> {
  let next = 0;
  for await (const line of lines) {
    for (; next < addenda.length; next += 1) {
      const addendum = addenda[next];
      if (!addendum || compareFeedPositions(feedPositionOf(addendum.event), feedPositionOf(line.event)) > 0)
        break;
      yield addendum;
    }
    yield line;
  }
  yield* addenda.slice(next);
}

import { readBook } from '../../domain/book/book';
import { isBookEvent } from '../../domain/events';
import { bookStream } from '../../domain/ids';
import { scanNamedBy } from '../../domain/tag/events';
import type { HistoryStep } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import { countsAsCopy, type TagState } from '../../domain/tag/state';
import { type StockRow, toStockRow } from '../../projections/stock';
import type { EventLog } from '../events/event-log';
import { mapLimited } from '../lib/map-limited';
import { hasHappened, isKnown, knownHistory, type Viewpoint } from './known-history';
import type { PageRequest } from './page';
import type { InventoryReader } from './ports';
import { readTagEvents } from './tag-timeline';
import { pageOfEntries, type TimelinePage } from './timeline-page';

type TimelinePorts = {
  readonly log: Pick<EventLog, 'readStream'>;
  readonly inventory: InventoryReader;
  readonly rules: Rules;
};

/** The history of all tags while they were copies of the book, and its stock from that viewpoint; undefined
 *  for a book never registered and without copies. Which tags those are, Inventory says. */
export async function bookTimeline(
  { log, inventory, rules }: TimelinePorts,
  request: { readonly bookId: string } & Viewpoint & PageRequest,
): Promise<(TimelinePage & { readonly state: StockRow }) | undefined> {
  const { bookId } = request;
  const tagIds: string[] = [];
  for await (const entries of inventory.list({ by: 'book', bookId }, {})) {
    tagIds.push(...entries.map(({ tagId }) => tagId));
  }
  const bookEvents = (await log.readStream(bookStream(bookId))).filter(isBookEvent);
  if (tagIds.length === 0 && bookEvents.length === 0) return undefined;
  const histories = await mapLimited(tagIds, 8, async (tagId) =>
    knownHistory(await readTagEvents(log, tagId), request, rules),
  );
  const copies = histories.map(({ state }) => state).filter(countsAsCopy);
  const details = readBook(
    bookEvents.filter((event) => isKnown(event, request) && hasHappened(event, request)),
  );
  const steps = histories.flatMap(({ steps }) => stepsAsCopyOf(bookId, steps));
  return {
    ...pageOfEntries(steps, request),
    state: toStockRow(bookId, countOf(bookId, copies), details),
  };
}

function countOf(bookId: string, copies: readonly TagState[]) {
  const own = copies.filter((state) => state.bookId === bookId);
  return { total: own.length, onLoan: own.filter(({ status }) => status === 'on-loan').length };
}

/** What happened to the tag as a copy of the book: what found or left it one, and the voids of such scans. */
function stepsAsCopyOf(bookId: string, steps: readonly HistoryStep[]): HistoryStep[] {
  const isCopy = ({ before, after }: HistoryStep) => before.bookId === bookId || after.bookId === bookId;
  const scanned = new Map(
    steps.flatMap((step) =>
      step.event.type === 'TagScanned' ? [[step.event.data.scanId, step] as const] : [],
    ),
  );
  return steps.filter((step) => {
    return isCopy(scanned.get(scanNamedBy(step.event) ?? '') ?? step);
  });
}

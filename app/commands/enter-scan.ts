import { isTagEvent } from '../../domain/events';
import { scanEventId, tagStream } from '../../domain/ids';
import type { TagHistory } from '../../domain/tag/decide/decisions-so-far';
import { type EnterScan, enterScan } from '../../domain/tag/decide/enter-scan';
import type { ScanMode, TagScanned } from '../../domain/tag/events';
import type { Outcome } from '../../domain/tag/evolve';
import { readHistory } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import type { TagStatus } from '../../domain/tag/state';
import { readTagEvents } from '../queries/tag-timeline';
import { type CommandContext, type Receipt, receiptOf } from './command-context';
import type { UseCase } from './run-command';

/** The scan, with what it meant among all that was recorded by then. */
export type EnteredScan = {
  readonly tagId: string;
  readonly scanId: string;
  readonly readerId: string;
  readonly mode: ScanMode;
  readonly outcome: Outcome;
  readonly bookId?: string;
  readonly statusAfter: TagStatus;
} & Receipt;

export const enteringScan = (rules: Rules): UseCase<EnterScan, TagHistory, TagScanned, EnteredScan> => ({
  decider: enterScan,
  async read({ tagId, scanId }, { log }) {
    const stored = await log.read(tagStream(tagId), scanEventId(scanId));
    return { events: stored && isTagEvent(stored) ? [stored] : [] };
  },
  answer: (event, _, context) => meaningOf(event, rules, context),
});

/** Read from the events recorded up to the scan's own, so that the answer stays the same later. */
async function meaningOf(event: TagScanned, rules: Rules, { log }: CommandContext): Promise<EnteredScan> {
  const history = (await readTagEvents(log, event.data.tagId)).filter(
    ({ eventId, recordedAt }) => eventId !== event.eventId && recordedAt <= event.recordedAt,
  );
  const step = readHistory([...history, event], rules).steps.find(
    (each) => each.event.eventId === event.eventId,
  );
  if (step?.outcome === undefined) throw new Error(`${event.eventId} does not read as a scan.`);
  const { scanId, tagId, readerId, mode } = event.data;
  return {
    tagId,
    scanId,
    readerId,
    mode,
    outcome: step.outcome,
    ...(step.after.bookId !== undefined && { bookId: step.after.bookId }),
    statusAfter: step.after.status,
    ...receiptOf(event),
  };
}

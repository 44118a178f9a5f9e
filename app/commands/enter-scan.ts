import type { LibraryEvent } from '../../domain/events';
import { scanEventId, tagStream } from '../../domain/ids';
import { effectiveTime } from '../../domain/tag/effective-time';
import type { ScanMode, TagScanned } from '../../domain/tag/events';
import type { Outcome } from '../../domain/tag/evolve';
import { readHistory } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import type { TagStatus } from '../../domain/tag/state';
import { readTagEvents } from '../queries/tag-timeline';
import {
  accept,
  type CommandContext,
  type Decided,
  isOwn,
  type Receipt,
  receiptOf,
  recordedNow,
  reject,
} from './command-context';
import { decideAndInsert } from './decide-and-insert';
import { stableId } from './stable-id';

export type EnterScan = {
  readonly tagId: string;
  readonly mode: ScanMode;
  /** When it happened, if not now. UTC with milliseconds. */
  readonly scannedAt?: string | undefined;
};

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

/** Records a scan entered by hand, in the past where one was missed. Whatever it turns out to mean, it is
 *  recorded. Errors: scanned-at-out-of-range, idempotency-key-reused. */
export function enterScan(
  { tagId, mode, scannedAt }: EnterScan,
  rules: Rules,
  context: CommandContext,
): Promise<Decided<EnteredScan>> {
  const scanId = stableId('desk', context, tagId);
  const streamId = tagStream(tagId);
  const eventId = scanEventId(scanId);
  return decideAndInsert<TagScanned, EnteredScan>(context, async () => {
    const stored = context.key === undefined ? undefined : await context.log.read(streamId, eventId);
    if (stored) return whenStored(stored, { tagId, mode, scannedAt }, rules, context);
    const recordedAt = context.now();
    const happenedAt = scannedAt ?? recordedAt;
    const clock = { scannedAt: happenedAt, lastScannedAt: happenedAt };
    const { effectiveAt, clockSuspect } = effectiveTime(clock, recordedAt);
    if (clockSuspect) {
      const detail = `scannedAt ${happenedAt} must not be more than 5 minutes ahead of ${recordedAt} or 400 days before it.`;
      return reject('scanned-at-out-of-range', detail);
    }
    const event: TagScanned = {
      ...recordedNow(context, recordedAt),
      streamId,
      eventId,
      type: 'TagScanned',
      effectiveAt,
      occurredAt: happenedAt,
      data: { scanId, tagId, readerId: `desk:${context.user}`, mode, text: '' },
    };
    return { insert: event, answer: () => answerOf(event, rules, context) };
  });
}

async function whenStored(
  stored: LibraryEvent,
  { mode, scannedAt }: EnterScan,
  rules: Rules,
  context: CommandContext,
): Promise<Decided<EnteredScan>> {
  const isSame =
    stored.type === 'TagScanned' &&
    isOwn(stored, context) &&
    stored.data.mode === mode &&
    (scannedAt === undefined || stored.occurredAt === scannedAt);
  return isSame
    ? accept(await answerOf(stored, rules, context))
    : reject('idempotency-key-reused', 'This Idempotency-Key entered another scan of the tag.');
}

/** Read from the events recorded up to the scan's own, so that the answer stays the same later. */
async function answerOf(event: TagScanned, rules: Rules, { log }: CommandContext): Promise<EnteredScan> {
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

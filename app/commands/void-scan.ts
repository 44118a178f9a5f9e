import type { LibraryEvent } from '../../domain/events';
import { scanEventId, tagStream, voidEventId } from '../../domain/ids';
import type { ScanVoided } from '../../domain/tag/events';
import {
  accept,
  type CommandContext,
  type Decided,
  isOwn,
  type Receipt,
  recordedNow,
  reject,
  withReceipt,
} from './command-context';
import { decideAndInsert } from './decide-and-insert';

export type VoidScan = { readonly tagId: string; readonly scanId: string; readonly reason: string };
export type VoidedScan = VoidScan & Receipt;

/** Declares a scan void, for ever: it then reads as if it had not happened.
 *  Errors: unknown-scan, already-voided, idempotency-key-reused. */
export function voidScan(
  { tagId, scanId, reason }: VoidScan,
  context: CommandContext,
): Promise<Decided<VoidedScan>> {
  const streamId = tagStream(tagId);
  return decideAndInsert<ScanVoided, VoidedScan>(context, async () => {
    const stored = await context.log.read(streamId, voidEventId(scanId));
    if (stored) return whenStored(stored, reason, context);
    if (!(await context.log.read(streamId, scanEventId(scanId)))) {
      return reject('unknown-scan', `Tag ${tagId} has no scan ${scanId}.`);
    }
    const event: ScanVoided = {
      ...recordedNow(context, context.now()),
      streamId,
      eventId: voidEventId(scanId),
      type: 'ScanVoided',
      data: { tagId, scanId, reason },
    };
    return { insert: event, answer: () => withReceipt(event) };
  });
}

function whenStored(stored: LibraryEvent, reason: string, context: CommandContext) {
  if (stored.type !== 'ScanVoided') throw new Error(`${stored.eventId} is a ${stored.type}.`);
  const { data, source, recordedAt } = stored;
  if (!isOwn(stored, context)) {
    return reject(
      'already-voided',
      `Scan ${data.scanId} was voided by ${source.by} at ${recordedAt}: ${data.reason}`,
    );
  }
  return data.reason === reason
    ? accept(withReceipt(stored))
    : reject('idempotency-key-reused', 'This Idempotency-Key voided the scan for another reason.');
}

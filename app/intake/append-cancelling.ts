import { scanEventId, voidEventId } from '../../domain/ids';
import { comparePositions } from '../../domain/order';
import type { Scan, ScanVoided, TagScanned } from '../../domain/tag/events';
import type { EventLog } from '../events/event-log';

/** A scan by which a reader takes an earlier one of its own back. */
export type CancellingScan = { readonly event: TagScanned & { readonly data: Cancelling } };
type Cancelling = Scan & { readonly cancels: string };

export const isCancelling = (event: TagScanned): event is CancellingScan['event'] =>
  event.data.cancels !== undefined;

/** Records the scan together with a void of the one that it cancels; `known` where it is stored already.
 *  Errors: throws where what it cancels is not recorded yet: that may be on its way, and comes first next time. */
export async function appendCancelling(
  event: CancellingScan['event'],
  log: EventLog,
): Promise<'recorded' | 'known' | { readonly reason: string }> {
  const { tagId, cancels } = event.data;
  const named = await log.read(event.streamId, scanEventId(cancels));
  if (named?.type !== 'TagScanned') {
    throw new Error(`${event.eventId} of tag ${tagId} cancels ${cancels}, which is not recorded yet.`);
  }
  const reason = obstacleTo(event, named);
  if (reason !== undefined) return { reason: `cancels: scan ${cancels} of tag ${tagId} ${reason}` };
  const [fate] = await log.insert([event, voidBy(event)]);
  return fate === 'inserted' ? 'recorded' : 'known';
}

/** Only an earlier checkout by the same reader can be cancelled. Times of a clock that is not trusted tell nothing. */
function obstacleTo(event: TagScanned, named: TagScanned): string | undefined {
  if (named.data.readerId !== event.data.readerId) return `is by reader ${named.data.readerId}`;
  if (named.data.mode !== 'checkout') return 'is no checkout';
  const isTold = !named.clockSuspect && !event.clockSuspect;
  return isTold && comparePositions(named, event) > 0 ? 'is no earlier one' : undefined;
}

/** The first void of the scan: where people have voided it already, that stands. */
function voidBy({ data, ...fact }: CancellingScan['event']): ScanVoided {
  const { tagId, scanId, cancels } = data;
  return {
    ...fact,
    eventId: voidEventId(cancels),
    type: 'ScanVoided',
    data: { tagId, scanId: cancels, reason: `cancelled by scan ${scanId}` },
  };
}

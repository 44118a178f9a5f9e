import { restoreEventId, tagStream, voidEventId } from '../../domain/ids';
import type { ScanRestored, ScanVoided, TagEvent, TagScanned } from '../../domain/tag/events';
import type { Recording } from './loan-scans';

const REASON = 'replaced by an import';

/** Takes a scan out of its tag's history. */
export const voidOf = (scan: TagScanned, history: readonly TagEvent[], recording: Recording): ScanVoided => ({
  ...correctionOf(scan, recording),
  eventId: voidEventId(scan.data.scanId, 1 + countOf(history, 'ScanVoided', scan)),
  type: 'ScanVoided',
});

/** Brings a voided scan back. */
export const restorationOf = (
  scan: TagScanned,
  history: readonly TagEvent[],
  recording: Recording,
): ScanRestored => ({
  ...correctionOf(scan, recording),
  eventId: restoreEventId(scan.data.scanId, 1 + countOf(history, 'ScanRestored', scan)),
  type: 'ScanRestored',
});

const countOf = (history: readonly TagEvent[], type: TagEvent['type'], { data: { scanId } }: TagScanned) =>
  history.filter((event) => event.type === type && 'scanId' in event.data && event.data.scanId === scanId)
    .length;

function correctionOf({ data: { tagId, scanId } }: TagScanned, { by, recordedAt }: Recording) {
  return {
    streamId: tagStream(tagId),
    schemaVersion: 1,
    effectiveAt: recordedAt,
    occurredAt: recordedAt,
    recordedAt,
    clockSuspect: false,
    source: { channel: 'import', by },
    data: { tagId, scanId, reason: REASON },
  } as const;
}

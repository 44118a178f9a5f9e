import { type Decider, record, recordedNow, rejected } from '../../decision';
import { restoreEventId, tagStream } from '../../ids';
import type { ScanRestored } from '../events';
import type { TagHistory } from './decisions-so-far';
import { hasScan, type ScanCommand, unknownScan, voidsOf } from './voids-so-far';

/** Takes the void of a scan back. Refused: unknown-scan, not-voided. */
export const restoreScan: Decider<ScanCommand, TagHistory, ScanRestored> = {
  records: 'ScanRestored',

  contradiction: ({ data }, { scanId, reason }) =>
    data.scanId === scanId && data.reason === reason
      ? undefined
      : 'This Idempotency-Key restored the scan for another reason.',

  decide(past, { tagId, scanId, reason }, meta) {
    if (!hasScan(past, scanId)) return unknownScan(tagId, scanId);
    const { voids, restorals } = voidsOf(past, scanId);
    if (voids.length <= restorals.length) {
      return rejected(
        'not-voided',
        `Scan ${scanId} of tag ${tagId} is not void, so there is nothing to restore.`,
      );
    }
    return record({
      ...recordedNow(meta),
      streamId: tagStream(tagId),
      eventId: restoreEventId(scanId, restorals.length + 1),
      type: 'ScanRestored',
      data: { tagId, scanId, reason },
    });
  },
};

import { type Decider, record, recordedNow, rejected } from '../../decision';
import { tagStream, voidEventId } from '../../ids';
import type { ScanVoided } from '../events';
import type { TagHistory } from './decisions-so-far';
import { hasScan, type ScanCommand, unknownScan, voidsOf } from './voids-so-far';

/** Declares a scan void: until it is restored it reads as if it had not happened.
 *  Refused: unknown-scan, already-voided. */
export const voidScan: Decider<ScanCommand, TagHistory, ScanVoided> = {
  records: 'ScanVoided',

  contradiction: ({ data }, { scanId, reason }) =>
    data.scanId === scanId && data.reason === reason
      ? undefined
      : 'This Idempotency-Key voided the scan for another reason.',

  decide(past, { tagId, scanId, reason }, meta) {
    const { voids, restorals } = voidsOf(past, scanId);
    const last = voids.at(-1);
    if (last !== undefined && voids.length > restorals.length) {
      const { source, recordedAt, data } = last;
      const detail = `Scan ${scanId} was voided by ${source.by} at ${recordedAt}: "${data.reason}". To take that back, restore the scan.`;
      return rejected('already-voided', detail);
    }
    if (!hasScan(past, scanId)) return unknownScan(tagId, scanId);
    return record({
      ...recordedNow(meta),
      streamId: tagStream(tagId),
      eventId: voidEventId(scanId, voids.length + 1),
      type: 'ScanVoided',
      data: { tagId, scanId, reason },
    });
  },
};

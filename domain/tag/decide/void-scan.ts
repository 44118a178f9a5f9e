import { type Decider, record, recordedNow, rejected } from '../../decision';
import { tagStream, voidEventId } from '../../ids';
import type { ScanVoided } from '../events';
import type { TagHistory } from './decisions-so-far';

export type VoidScan = { readonly tagId: string; readonly scanId: string; readonly reason: string };

/** Declares a scan void: it then reads as if it had not happened. Refused: unknown-scan, already-voided. */
export const voidScan: Decider<VoidScan, TagHistory, ScanVoided> = {
  records: 'ScanVoided',

  contradiction: ({ data }, { scanId, reason }) =>
    data.scanId === scanId && data.reason === reason
      ? undefined
      : 'This Idempotency-Key voided the scan for another reason.',

  decide({ events }, { tagId, scanId, reason }, meta) {
    for (const { type, data, source, recordedAt } of events) {
      if (type !== 'ScanVoided' || data.scanId !== scanId) continue;
      const detail = `Scan ${scanId} was voided by ${source.by} at ${recordedAt}: ${data.reason}`;
      return rejected('already-voided', detail);
    }
    if (!events.some((event) => event.type === 'TagScanned' && event.data.scanId === scanId)) {
      return rejected('unknown-scan', `Tag ${tagId} has no scan ${scanId}.`);
    }
    return record({
      ...recordedNow(meta),
      streamId: tagStream(tagId),
      eventId: voidEventId(scanId),
      type: 'ScanVoided',
      data: { tagId, scanId, reason },
    });
  },
};

import { type Decider, keyReused, record, recordedNow, rejected } from '../../decision';
import { scanEventId, tagStream } from '../../ids';
import { effectiveTime } from '../effective-time';
import type { ScanMode, TagScanned } from '../events';
import type { TagHistory } from './decisions-so-far';

export type EnterScan = {
  readonly tagId: string;
  /** Under an idempotency key always the same: a repeated command finds its scan by it. */
  readonly scanId: string;
  readonly mode: ScanMode;
  /** When it happened, if not now. UTC with milliseconds. */
  readonly scannedAt?: string | undefined;
};

/** Records a scan entered by hand, in the past where one was missed, whatever it turns out to mean. Of history
 *  only an event of the same scan counts. Refused: scanned-at-out-of-range. */
export const enterScan: Decider<EnterScan, TagHistory, TagScanned> = {
  records: 'TagScanned',

  contradiction: ({ data, occurredAt }, { scanId, mode, scannedAt }) =>
    data.scanId === scanId && data.mode === mode && (scannedAt === undefined || occurredAt === scannedAt)
      ? undefined
      : OTHER_SCAN,

  decide({ events }, { tagId, scanId, mode, scannedAt }, meta) {
    const eventId = scanEventId(scanId);
    // The key that made the id is older than the life of a key.
    if (events.some((event) => event.eventId === eventId)) {
      return keyReused(OTHER_SCAN);
    }
    const happenedAt = scannedAt ?? meta.now;
    const clock = { scannedAt: happenedAt, lastScannedAt: happenedAt };
    const { effectiveAt, clockSuspect } = effectiveTime(clock, meta.now);
    if (clockSuspect) {
      const detail = `scannedAt ${happenedAt} must not be more than 5 minutes ahead of ${meta.now} or 400 days before it.`;
      return rejected('scanned-at-out-of-range', detail);
    }
    return record({
      ...recordedNow(meta),
      effectiveAt,
      occurredAt: happenedAt,
      streamId: tagStream(tagId),
      eventId,
      type: 'TagScanned',
      data: { scanId, tagId, readerId: `desk:${meta.source.by}`, mode, text: '' },
    });
  },
};

const OTHER_SCAN = 'This Idempotency-Key entered another scan of the tag.';

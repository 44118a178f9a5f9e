import { scanEventId, tagStream } from '../../domain/ids';
import { effectiveTime } from '../../domain/tag/effective-time';
import type { TagScanned } from '../../domain/tag/events';
import { canonicalJson } from '../events/event-digest';
import type { EventLog } from '../events/event-log';
import type { Clock } from '../lib/clock';
import { type Quarantine, quarantineMessage } from './quarantine';
import type { ScanBatch } from './scan-batch';
import type { ReceivedScan } from './scan-message-fields';

export type AppendPorts = {
  readonly log: EventLog;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
};

/** What became of scans: newly recorded, known with the same content, or quarantined as a conflict. */
export type Appended = { readonly recorded: number; readonly known: number; readonly conflicts: number };

/** Enough to keep a connection busy, few enough for a small function. */
const READS_AT_ONCE = 8;

/** Records every scan of the batches once. One that is stored already, by whichever attempt, is compared:
 *  the first stored stands, and other content is quarantined. Repeating it changes nothing.
 *  Errors: a fault throws, and then some scans may be recorded. */
export async function appendScans(
  { log, quarantine, clock }: AppendPorts,
  batches: readonly ScanBatch[],
): Promise<Appended> {
  const recordedAt = clock();
  const scans = batches.flatMap((batch) =>
    batch.scans.map((scan) => ({ batch, scan, event: toEvent(batch, scan, recordedAt) })),
  );
  const answers = await log.insert(scans.map(({ event }) => event));
  const existing = scans.filter((_, i) => answers[i] === 'exists');
  let conflicts = 0;
  for (let start = 0; start < existing.length; start += READS_AT_ONCE) {
    const verdicts = await Promise.all(
      existing.slice(start, start + READS_AT_ONCE).map(async ({ batch, scan, event }) => {
        const stored = await log.read(event.streamId, event.eventId);
        if (stored === undefined)
          throw new Error(`${event.streamId} ${event.eventId} exists and cannot be read.`);
        if (stored.type === 'TagScanned' && isSameScan(stored, event)) return 0;
        await quarantineConflict(quarantine, batch, scan);
        return 1;
      }),
    );
    conflicts += verdicts.reduce<number>((sum, verdict) => sum + verdict, 0);
  }
  return { recorded: scans.length - existing.length, known: existing.length - conflicts, conflicts };
}

function toEvent(batch: ScanBatch, { scannedAt, ...scan }: ReceivedScan, recordedAt: string): TagScanned {
  const { readerId, lastScannedAt, channel } = batch;
  const { clockSynced } = scan;
  return {
    streamId: tagStream(scan.tagId),
    eventId: scanEventId(scan.scanId),
    type: 'TagScanned',
    schemaVersion: 1,
    ...effectiveTime({ scannedAt, clockSynced, lastScannedAt }, recordedAt),
    occurredAt: scannedAt,
    recordedAt,
    source: { channel, by: readerId },
    data: { ...scan, readerId },
  };
}

/** The same reader and the same normalised content; not when and how it was recorded. */
const isSameScan = (a: TagScanned, b: TagScanned) =>
  canonicalJson([a.data, a.occurredAt]) === canonicalJson([b.data, b.occurredAt]);

/** The whole message where it is at hand, else the scan alone. */
async function quarantineConflict(quarantine: Quarantine, batch: ScanBatch, scan: ReceivedScan) {
  const { topic, clientId, receivedAt, raw } = batch;
  const payload = raw === undefined ? Buffer.from(canonicalJson(scan)) : Buffer.from(raw, 'base64');
  const reason = `scanId: ${scan.scanId} of tag ${scan.tagId} is recorded already with other content`;
  await quarantineMessage(quarantine, { topic, clientId, receivedAt, payload }, 'conflict', [
    { place: 'scan', reasons: [reason] },
  ]);
}

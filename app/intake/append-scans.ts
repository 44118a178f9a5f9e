import { scanEventId, tagStream } from '../../domain/ids';
import { effectiveTime } from '../../domain/tag/effective-time';
import type { TagScanned } from '../../domain/tag/events';
import { canonicalJson } from '../events/event-digest';
import type { EventLog } from '../events/event-log';
import type { Clock } from '../lib/clock';
import { mapLimited } from '../lib/map-limited';
import { appendCancelling, type CancellingScan, isCancelling } from './append-cancelling';
import { type Quarantine, quarantineMessage } from './quarantine';
import type { ScanBatch } from './scan-batch';
import { normalisedToday, type ReceivedScan } from './scan-message-fields';

export type AppendPorts = {
  readonly log: EventLog;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
};

/** What became of scans: newly recorded, known with the same content, or quarantined as a conflict. */
export type Appended = { readonly recorded: number; readonly known: number; readonly conflicts: number };

/** A scan on its way into the log. */
type Incoming = { readonly batch: ScanBatch; readonly scan: ReceivedScan; readonly event: TagScanned };

/** Enough to keep a connection busy, few enough for a small function. */
const READS_AT_ONCE = 8;

/** Records every scan of the batches once. One that is stored already, by whichever attempt, is compared:
 *  the first stored stands, and other content is quarantined. A scan that cancels another voids that one.
 *  Repeating it changes nothing. Errors: a fault throws, and then some scans may be recorded; so does a scan that
 *  cancels one which is not recorded yet. */
export async function appendScans(ports: AppendPorts, batches: readonly ScanBatch[]): Promise<Appended> {
  const recordedAt = ports.clock();
  const scans = batches.flatMap((batch) =>
    batch.scans.map((scan): Incoming => ({ batch, scan, event: toEvent(batch, scan, recordedAt) })),
  );
  const plain = scans.filter(({ event }) => !isCancelling(event));
  const answers = await ports.log.insert(plain.map(({ event }) => event));
  const existing = plain.filter((_, i) => answers[i] === 'exists');
  const faults = await mapLimited(existing, READS_AT_ONCE, ({ event }) => conflictOf(event, ports.log));
  // After the others, for what they cancel may be among these.
  const cancelling = await appendEachCancelling(
    scans.filter((each): each is Incoming & CancellingScan => isCancelling(each.event)),
    ports.log,
  );
  const conflicts = [
    ...existing.map((each, i) => ({ each, reason: faults[i] })),
    ...cancelling.conflicts,
  ].flatMap(({ each, reason }) => (reason === undefined ? [] : [{ each, reason }]));
  for (const { each, reason } of conflicts) await quarantineConflict(ports.quarantine, each, reason);
  const recorded = plain.length - existing.length + cancelling.recorded;
  return { recorded, known: scans.length - recorded - conflicts.length, conflicts: conflicts.length };
}

/** One after the other: one may cancel what another is. */
async function appendEachCancelling(scans: readonly (Incoming & CancellingScan)[], log: EventLog) {
  let recorded = 0;
  const conflicts: { readonly each: Incoming; readonly reason: string | undefined }[] = [];
  for (const each of scans) {
    const fate = await appendCancelling(each.event, log);
    if (fate === 'recorded') recorded += 1;
    else conflicts.push({ each, reason: fate === 'known' ? await conflictOf(each.event, log) : fate.reason });
  }
  return { recorded, conflicts };
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

/** Why what is stored under a scan's id is another scan, or undefined where it is the same. */
async function conflictOf(event: TagScanned, log: EventLog): Promise<string | undefined> {
  const stored = await log.read(event.streamId, event.eventId);
  if (stored === undefined) throw new Error(`${event.streamId} ${event.eventId} exists and cannot be read.`);
  if (stored.type === 'TagScanned' && isSameScan(stored, event)) return undefined;
  const { scanId, tagId } = event.data;
  return `scanId: ${scanId} of tag ${tagId} is recorded already with other content`;
}

/** The same reader and the same content, both normalised as today; not when and how it was recorded. */
const isSameScan = (a: TagScanned, b: TagScanned) => contentOf(a) === contentOf(b);

const contentOf = ({ data, occurredAt }: TagScanned) => canonicalJson([normalisedToday(data), occurredAt]);

/** The whole message where it is at hand, else the scan alone. */
async function quarantineConflict(quarantine: Quarantine, { batch, scan }: Incoming, reason: string) {
  const { topic, clientId, receivedAt, raw } = batch;
  const payload = raw === undefined ? Buffer.from(canonicalJson(scan)) : Buffer.from(raw, 'base64');
  await quarantineMessage(quarantine, { topic, clientId, receivedAt, payload }, 'conflict', [
    { place: 'scan', reasons: [reason] },
  ]);
}

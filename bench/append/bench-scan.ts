import { scanEventId, tagStream } from '../../domain/ids';
import type { TagScanned } from '../../domain/tag/events';

/** What every contender stores of a scan: the same facts, about 190 bytes as JSON. */
export type BenchScan = {
  readonly scanId: string;
  readonly tagId: string;
  readonly readerId: string;
  readonly mode: 'toggle';
  readonly text: string;
  readonly scannedAt: string;
  readonly clockSynced: boolean;
  readonly seq: number;
};

const START = Date.parse('2026-11-22T08:00:00.000Z');

/** `length` scans of each of `streams` tags, each tag's in order, the tags taking turns. */
export function benchScans(streams: number, length: number): BenchScan[] {
  return Array.from({ length: streams * length }, (_, n) => ({
    scanId: `01JD8XK${String(n).padStart(19, '0')}`,
    tagId: String(386_103_000_000 + (n % streams)),
    readerId: `desk-${(n % 3) + 1}`,
    mode: 'toggle' as const,
    text: `book-${n % streams}`,
    scannedAt: new Date(START + n * 997).toISOString(),
    clockSynced: true,
    seq: n,
  }));
}

/** The event that our own log keeps of it. */
export function toTagScanned({ scannedAt, ...data }: BenchScan): TagScanned {
  return {
    streamId: tagStream(data.tagId),
    eventId: scanEventId(data.scanId),
    type: 'TagScanned',
    schemaVersion: 1,
    effectiveAt: scannedAt,
    occurredAt: scannedAt,
    recordedAt: new Date(Date.parse(scannedAt) + 350).toISOString(),
    clockSuspect: false,
    source: { channel: 'mqtt', by: data.readerId },
    data,
  };
}

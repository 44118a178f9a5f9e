import type { LibraryEvent } from '../../domain/events';
import type { Scan, TagScanned } from '../../domain/tag/events';

export const AT = '2026-11-22T09:15:02.114Z';

/** A scan as it is stored; anything may be given otherwise. */
export function aTagScanned(data: Partial<Scan> = {}, over: Partial<TagScanned> = {}): TagScanned {
  const scan: Scan = {
    scanId: 'scan-1',
    tagId: '386103974449',
    readerId: 'desk-1',
    mode: 'toggle',
    text: 'book-77',
    ...data,
  };
  return {
    streamId: `tag#${scan.tagId}`,
    eventId: `scan#${scan.scanId}`,
    type: 'TagScanned',
    schemaVersion: 1,
    effectiveAt: AT,
    occurredAt: AT,
    recordedAt: '2026-11-22T09:15:03.000Z',
    clockSuspect: false,
    source: { channel: 'mqtt', by: scan.readerId },
    data: scan,
    ...over,
  };
}

const by = { channel: 'api', by: 'ann', key: 'command-1' } as const;
const at = {
  effectiveAt: AT,
  occurredAt: AT,
  recordedAt: AT,
  clockSuspect: false,
  schemaVersion: 1,
} as const;

/** One event of every type, version 1. */
export const EVERY_EVENT: readonly LibraryEvent[] = [
  aTagScanned({
    mode: 'checkout',
    text: 'Büch 📚',
    clockSynced: true,
    seq: 4711,
    bootId: 'b-1',
    extra: { rssi: -51.5, list: [1, null, { deep: '…' }] },
  }),
  {
    ...at,
    streamId: 'tag#386103974449',
    eventId: 'assign#000001',
    type: 'TagAssigned',
    source: by,
    data: { tagId: '386103974449', bookId: 'book-77' },
  },
  {
    ...at,
    streamId: 'tag#386103974449',
    eventId: 'retire#000001',
    type: 'TagRetired',
    source: by,
    data: { tagId: '386103974449', reason: 'damaged' },
  },
  {
    ...at,
    streamId: 'tag#386103974449',
    eventId: 'void#scan-1',
    type: 'ScanVoided',
    source: by,
    data: { tagId: '386103974449', scanId: 'scan-1', reason: 'wrong shelf' },
  },
  {
    ...at,
    streamId: 'tag#386103974449',
    eventId: 'restore#scan-1#000001',
    type: 'ScanRestored',
    source: by,
    data: { tagId: '386103974449', scanId: 'scan-1', reason: 'it was right' },
  },
  {
    ...at,
    streamId: 'tag#386103974449',
    eventId: 'ignore#000001',
    type: 'TagIgnored',
    source: by,
    data: { tagId: '386103974449', ignored: true },
  },
  {
    ...at,
    streamId: 'book#book-77',
    eventId: 'withdraw#000001',
    type: 'BookWithdrawn',
    source: by,
    data: { bookId: 'book-77', reason: 'registered by mistake' },
  },
  {
    ...at,
    streamId: 'book#book-77',
    eventId: 'registered',
    type: 'BookRegistered',
    source: { channel: 'import', by: 'ops' },
    data: { bookId: 'book-77', name: 'Emma', author: 'Jane Austen', isbn: '' },
  },
  {
    ...at,
    streamId: 'book#book-77',
    eventId: 'details#000001',
    type: 'BookDetailsChanged',
    source: { channel: 'cli', by: 'ops' },
    data: { bookId: 'book-77', name: 'Emma, a novel' },
  },
];

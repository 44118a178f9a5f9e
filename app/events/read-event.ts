import type { LibraryEvent } from '../../domain/events';
import { SCAN_MODES, type Scan, type ScanMode, type TagScanned } from '../../domain/tag/events';
import { eventSchema, INSTANT } from './event-schema';

type Fields = Readonly<Record<string, unknown>>;
type Parsed = ReturnType<typeof eventSchema.safeParse>;

/** Parses an event as the schema does. Nearly all events are scans without rare fields: these are checked by
 *  hand, many times as fast. All else is for the schema to say, so that nothing is taken that it refuses. */
export function readEvent(value: unknown): Parsed {
  const data: LibraryEvent | undefined = plainScanned(value);
  return data === undefined ? eventSchema.safeParse(value) : { success: true, data };
}

function plainScanned(value: unknown): TagScanned | undefined {
  if (!isFields(value) || value['type'] !== 'TagScanned') return undefined;
  const { streamId, eventId, schemaVersion, effectiveAt, occurredAt, recordedAt, clockSuspect } = value;
  if (!isId(streamId) || !isId(eventId) || schemaVersion !== 1 || typeof clockSuspect !== 'boolean') {
    return undefined;
  }
  if (!isInstant(effectiveAt) || !isInstant(occurredAt) || !isInstant(recordedAt)) return undefined;
  const source = plainSource(value['source']);
  const data = plainScan(value['data']);
  if (source === undefined || data === undefined) return undefined;
  return {
    streamId,
    eventId,
    schemaVersion,
    effectiveAt,
    occurredAt,
    recordedAt,
    clockSuspect,
    source,
    type: 'TagScanned',
    data,
  };
}

function plainSource(value: unknown): TagScanned['source'] | undefined {
  if (!isFields(value) || 'key' in value) return undefined;
  const { channel, by } = value;
  const isKnown = channel === 'mqtt' || channel === 'import';
  return isKnown && typeof by === 'string' ? { channel, by } : undefined;
}

const RARE = ['extra', 'bootId', 'cancels', 'precision'] as const;

function plainScan(value: unknown): Scan | undefined {
  // Fields that few scans have: the schema checks them.
  if (!isFields(value) || RARE.some((name) => name in value)) return undefined;
  const { scanId, tagId, readerId, mode, text } = value;
  if (!isId(scanId) || !isId(tagId) || !isId(readerId) || !isMode(mode)) return undefined;
  if (typeof text !== 'string') return undefined;
  const scan: { -readonly [Name in keyof Scan]: Scan[Name] } = { scanId, tagId, readerId, mode, text };
  if ('clockSynced' in value) {
    if (typeof value['clockSynced'] !== 'boolean') return undefined;
    scan.clockSynced = value['clockSynced'];
  }
  if ('seq' in value) {
    if (typeof value['seq'] !== 'number' || !Number.isFinite(value['seq'])) return undefined;
    scan.seq = value['seq'];
  }
  if ('terminal' in value) {
    if (typeof value['terminal'] !== 'string') return undefined;
    scan.terminal = value['terminal'];
  }
  return scan;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is string => typeof value === 'string' && value.length > 0;

const isInstant = (value: unknown): value is string => typeof value === 'string' && INSTANT.test(value);

const modes: ReadonlySet<unknown> = new Set(SCAN_MODES);
const isMode = (value: unknown): value is ScanMode => modes.has(value);

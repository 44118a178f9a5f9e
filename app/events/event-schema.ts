import { z } from 'zod';
import type { LibraryEvent } from '../../domain/events';
import { RETIREMENT_REASONS, SCAN_MODES } from '../../domain/tag/events';

const id = z.string().min(1);
/** As every time of an event is written. */
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const instant = z.string().regex(INSTANT, 'is no UTC time with milliseconds');

/** Not z.record, which leaves out a field named `__proto__`. */
const fields = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is no object',
);

/** A scan as it is stored and as it travels. */
export const scanSchema = z.object({
  scanId: id,
  tagId: id,
  readerId: id,
  mode: z.enum(SCAN_MODES),
  text: z.string(),
  clockSynced: z.boolean().exactOptional(),
  seq: z.number().exactOptional(),
  bootId: z.string().exactOptional(),
  precision: z.literal('day').exactOptional(),
  cancels: z.string().exactOptional(),
  terminal: z.string().exactOptional(),
  extra: fields.exactOptional(),
});

const bookDetails = z.object({ name: z.string(), author: z.string(), isbn: z.string() });

const envelope = z.object({
  streamId: id,
  eventId: id,
  schemaVersion: z.literal(1),
  effectiveAt: instant,
  occurredAt: instant,
  recordedAt: instant,
  clockSuspect: z.boolean(),
  source: z.object({
    channel: z.enum(['mqtt', 'api', 'import', 'cli']),
    by: z.string(),
    key: z.string().exactOptional(),
  }),
});

const fact = <Type extends string, Payload extends z.ZodType>(type: Type, data: Payload) =>
  envelope.extend({ type: z.literal(type), data });

/** Every event type, version 1. */
export const eventSchema: z.ZodType<LibraryEvent> = z.discriminatedUnion('type', [
  fact('TagScanned', scanSchema),
  fact('TagAssigned', z.object({ tagId: id, bookId: id })),
  fact('TagRetired', z.object({ tagId: id, reason: z.enum(RETIREMENT_REASONS) })),
  fact('ScanVoided', z.object({ tagId: id, scanId: id, reason: z.string() })),
  fact('ScanRestored', z.object({ tagId: id, scanId: id, reason: z.string() })),
  fact('TagIgnored', z.object({ tagId: id, ignored: z.boolean() })),
  fact('BookRegistered', bookDetails.extend({ bookId: id, afterChange: z.number().exactOptional() })),
  fact(
    'BookDetailsChanged',
    z.object({
      bookId: id,
      name: z.string().exactOptional(),
      author: z.string().exactOptional(),
      isbn: z.string().exactOptional(),
    }),
  ),
  fact('BookWithdrawn', z.object({ bookId: id, reason: z.string() })),
]);

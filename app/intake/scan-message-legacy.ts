import { z } from 'zod';
import { sha256 } from '../events/event-digest';
import {
  extraFields,
  isObject,
  type ParsedScan,
  reasonsOf,
  tagId,
  tagText,
  withinSize,
} from './scan-message-fields';
import { instantOfZoneless } from './scan-message-time';

const TIMESTAMP = 'must be a time like 2023-09-18 18:00:00.123456';

const fields = z.object({
  id: tagId,
  text: tagText,
  timestamp: z.string({ error: ({ input }) => (input == null ? 'is missing' : TIMESTAMP) }),
});

const KNOWN: ReadonlySet<string> = new Set(Object.keys(fields.shape));

/** Reads what the seed system's reader publishes. It names no scan, so the same id, text and timestamp are
 *  the same scan; its clock time is the library's. */
export function readLegacyScan(value: unknown, timeZone: string): ParsedScan {
  if (!isObject(value)) return { reasons: ['is no JSON object'] };
  const known = fields.safeParse(value);
  const { extra, reasons: extraReasons } = extraFields(value, KNOWN);
  const timestamp = typeof value['timestamp'] === 'string' ? value['timestamp'] : undefined;
  const scannedAt = timestamp === undefined ? undefined : instantOfZoneless(timestamp, timeZone);
  const reasons = [
    ...(known.success ? [] : reasonsOf(known.error)),
    ...(timestamp !== undefined && scannedAt === undefined ? [`timestamp: ${TIMESTAMP}`] : []),
    ...extraReasons,
  ];
  if (!known.success || scannedAt === undefined || reasons.length > 0) return { reasons };
  return withinSize({
    scanId: legacyScanId(value),
    tagId: known.data.id,
    scannedAt,
    mode: 'toggle',
    text: known.data.text,
    ...(extra && { extra }),
  });
}

/** Over the fields as they came, before anything is trimmed. */
function legacyScanId({ id, text, timestamp }: Readonly<Record<string, unknown>>): string {
  return `legacy-${sha256(`${id}|${text ?? ''}|${timestamp}`).slice(0, 32)}`;
}

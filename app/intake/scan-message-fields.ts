import { z } from 'zod';
import { BUS } from '../../contract/bus';
import { SCAN_ID, TAG_ID } from '../../domain/identifiers';
import { SCAN_MODES, type Scan } from '../../domain/tag/events';
import { foldedText } from '../../domain/text';
import { unkeepable } from './scan-message-keepable';
import { instantOfRfc3339 } from './scan-message-time';

/** One scan of a message, normalised. The reader is the message's. */
export type ReceivedScan = Omit<Scan, 'readerId'> & { readonly scannedAt: string };

/** Either the scan or every rule that it breaks. */
export type ParsedScan = { readonly scan: ReceivedScan } | { readonly reasons: readonly string[] };

/** The bus event around a scan needs room. */
const MAX_SCAN_BYTES = BUS.maxDetailBytes - 8 * 1024;
const MAX_TEXT_LENGTH = 256;

const rule = (text: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined || input === null ? 'is missing' : text),
});

const SCAN_ID_RULE = 'must be 1-64 of A-Z a-z 0-9 _ -';
const scanId = z.string(rule(SCAN_ID_RULE)).regex(SCAN_ID, { error: SCAN_ID_RULE });

const TAG_ID_RULE = 'must be 1-64 of A-Z a-z 0-9 . _ : - or a whole number from 0 to 9007199254740991';

/** A number stands for its decimal string. */
export const tagId = z.preprocess(
  (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? String(value) : value),
  z.string(rule(TAG_ID_RULE)).regex(TAG_ID, { error: TAG_ID_RULE }),
);

const TEXT = `must be text of at most ${MAX_TEXT_LENGTH} characters`;

/** What the tag's memory holds, folded. Counted in code points. */
export const tagText = z
  .string(rule(TEXT))
  .nullish()
  .transform((value) => foldedText(value ?? ''))
  .refine((value) => value.length <= MAX_TEXT_LENGTH || [...value].length <= MAX_TEXT_LENGTH, {
    error: TEXT,
  })
  .refine((value) => unkeepable(value) === undefined, { error: 'holds half a character (a lone surrogate)' });

const scannedAt = z
  .string(rule('must be an RFC 3339 time with an offset or Z'))
  .transform((value, context) => {
    const instant = instantOfRfc3339(value);
    if (instant !== undefined) return instant;
    context.addIssue('must be an RFC 3339 time with an offset or Z');
    return z.NEVER;
  });

const fields = z.object({
  scanId,
  tagId,
  scannedAt,
  mode: z.enum(SCAN_MODES, rule(`must be one of ${SCAN_MODES.join(', ')}`)).nullish(),
  text: tagText,
  clockSynced: z.boolean(rule('must be true or false')).nullish(),
  seq: z.custom<number>(Number.isSafeInteger, 'must be a whole number').nullish(),
  bootId: z
    .string(rule('must be text'))
    .refine((value) => unkeepable(value) === undefined, {
      error: 'holds half a character (a lone surrogate)',
    })
    .nullish(),
  cancels: scanId.nullish(),
  terminal: z.string(rule(SCAN_ID_RULE)).regex(SCAN_ID, { error: SCAN_ID_RULE }).nullish(),
});

/** Where `scans` is null, the message is one scan. */
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(fields.shape), 'scans']);

/** Reads one scan by the contract's rules. Fields that we do not know are kept in `extra`. */
export function readScan(value: unknown): ParsedScan {
  if (!isObject(value)) return { reasons: ['is no JSON object'] };
  const known = fields.safeParse(value);
  const { extra, reasons: extraReasons } = extraFields(value, KNOWN);
  if (!known.success) return { reasons: [...reasonsOf(known.error), ...extraReasons] };
  if (extraReasons.length > 0) return { reasons: extraReasons };
  const { mode, clockSynced, seq, bootId, cancels, terminal, ...required } = known.data;
  if (cancels === required.scanId) return { reasons: ['cancels: must name an earlier scan'] };
  return withinSize({
    ...required,
    mode: mode ?? 'toggle',
    ...(clockSynced != null && { clockSynced }),
    ...(seq != null && { seq }),
    ...(bootId != null && { bootId }),
    ...(cancels != null && { cancels }),
    ...(terminal != null && { terminal }),
    ...(extra && { extra }),
  });
}

/** A scan as today's rules would have it, whatever the rules were when it was stored: text was folded less, and what
 *  are fields of their own now were extra ones. */
export function normalisedToday<Kept extends Pick<Scan, 'text' | 'extra'>>({ extra, ...scan }: Kept) {
  const { cancels, terminal, ...rest } = extra ?? {};
  return {
    ...(cancels != null && { cancels }),
    ...(terminal != null && { terminal }),
    ...scan,
    text: foldedText(scan.text),
    ...(Object.keys(rest).length > 0 && { extra: rest }),
  };
}

/** The fields of an object beyond the known ones, and why they cannot be kept. */
export function extraFields(value: object, known: ReadonlySet<string>) {
  const unknown = Object.entries(value).filter(([name]) => !known.has(name));
  const reasons = unknown.flatMap(([name, content]) => {
    const problem = unkeepable(name) ?? unkeepable(content);
    return problem === undefined ? [] : [`${JSON.stringify(name.slice(0, 64))}: ${problem}`];
  });
  // Not by assignment: a field may be named __proto__.
  return { extra: unknown.length > 0 ? Object.fromEntries(unknown) : undefined, reasons };
}

/** A scan must fit a bus event, also where a number takes more room than it was written with (1e20). */
export function withinSize(scan: ReceivedScan): ParsedScan {
  const fits = Buffer.byteLength(JSON.stringify(scan)) <= MAX_SCAN_BYTES;
  return fits ? { scan } : { reasons: [`takes more than ${MAX_SCAN_BYTES / 1024} KB when written out`] };
}

export function reasonsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { z } from 'zod';
import { sha256 } from '../events/event-digest';

/** At most so many events lie in one file, so that one can be held in memory. */
export const MAX_EVENTS_IN_FILE = 10_000;
/** And no more bytes than that, of canonical JSON. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex');
const day = z.iso.date();

const sealedFileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^events\/\d{4}-\d\d-\d\d\/\d{5}-[0-9a-f]{16}\.jsonl\.gz$/, 'names no file of a ledger'),
  count: z.int().min(1).max(MAX_EVENTS_IN_FILE),
  /** Of the file's bytes, as they are stored. */
  sha256: hash,
});
/** One file of a sealed day: gzipped lines, each the canonical JSON of one event. */
export type SealedFile = z.infer<typeof sealedFileSchema>;

export const dayDigestSchema = z.strictObject({
  v: z.literal(1),
  /** UTC day of recording. */
  day,
  /** Events in the day's tree, addenda included. */
  count: z.int().min(0),
  /** Of these, how many were recorded on earlier days, whose seals missed them. They come first. */
  addenda: z.int().min(0),
  /** RFC 9162 tree hash over the events' digests in the order of the files. */
  root: hash,
  /** SHA-256 of the previous day's digest as it is stored; null for the first day of a ledger. */
  prev: hash.nullable(),
  files: z.array(sealedFileSchema),
  sealedAt: z.iso.datetime({ precision: 3 }),
});
/** What a day is sealed with. It is stored as canonical JSON: its hash is the hash of the stored bytes. */
export type DayDigest = z.infer<typeof dayDigestSchema>;

/** A day's digest with the hash by which the next one names it. */
export type SealedDay = { readonly digest: DayDigest; readonly hash: string };

/** Where sealed days lie. What is written once stays as it is. */
export type Ledger = {
  /** Days that have a digest, in order. */
  days(): Promise<string[]>;
  /** A day's digest as it is stored. */
  digest(day: string): Promise<string | undefined>;
  /** A file as it is stored. Errors: MissingFileError if it is not there. */
  readBytes(name: string): Promise<Uint8Array>;
  /** A file's lines, without their ends, and the hash of its stored bytes.
   *  Errors: MissingFileError if it is not there; FileUnreadableError if it does not unzip. */
  readFile(name: string): Promise<{ readonly sha256: string; readonly lines: readonly string[] }>;
};

/** The ledger for whoever seals. */
export type LedgerWriter = Ledger & {
  /** Stores a file under a name that its content makes: doing it again changes nothing. */
  writeFile(day: string, place: number, lines: readonly string[]): Promise<SealedFile>;
  /** Seals the day, unless it has a digest already. */
  writeDigest(day: string, text: string): Promise<'stored' | 'already-there'>;
};

/** A file that a digest names cannot be had. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** A file is there and is no gzipped text. */
export class FileUnreadableError extends Error {
  override readonly name = 'FileUnreadableError';
}

/** The ledger is not what sealing writes; the message names the place. */
export class LedgerBrokenError extends Error {
  override readonly name = 'LedgerBrokenError';
}

/** Whether an error says that the ledger itself is at fault, not the way to it. */
export const isUnreadable = (error: unknown): error is Error =>
  error instanceof LedgerBrokenError ||
  error instanceof MissingFileError ||
  error instanceof FileUnreadableError;

/** A digest from its stored text. Errors: LedgerBrokenError. */
export function parseDayDigest(text: string, where: string): SealedDay {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LedgerBrokenError(`The digest of ${where} is no JSON.`, { cause });
  }
  const parsed = dayDigestSchema.safeParse(value);
  if (parsed.success) return { digest: parsed.data, hash: sha256(text) };
  throw new LedgerBrokenError(`The digest of ${where} is none: ${z.prettifyError(parsed.error)}`);
}

/** The day's digest. Errors: LedgerBrokenError, also if there is none. */
export async function readDigest(ledger: Ledger, day: string): Promise<SealedDay> {
  const text = await ledger.digest(day);
  if (text === undefined) throw new LedgerBrokenError(`The ledger has no digest of ${day}.`);
  return parseDayDigest(text, day);
}

import { ndefRecords } from './ndef-records';

const WELL_KNOWN = 1;
const TEXT = 'T';
const UTF_16 = 0x80;
const LANGUAGE_LENGTH = 0x3f;

/** What an NDEF message says. `none`: it is whole and holds no text. `broken`: it is cut off or against the rules. */
export type NdefText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken' };

/** The first text record of an NDEF message, in UTF-8 or UTF-16 and in any number of chunks. */
export function readNdefText(message: readonly number[]): NdefText {
  if (message.length === 0) return { kind: 'none' };
  const records = ndefRecords(message);
  if (!records) return { kind: 'broken' };
  const record = records.find(({ tnf, type }) => tnf === WELL_KNOWN && type === TEXT);
  if (!record) return { kind: 'none' };
  const text = textOfPayload(record.payload);
  return text === undefined ? { kind: 'broken' } : { kind: 'text', text };
}

function textOfPayload(payload: readonly number[]): string | undefined {
  const [status, ...rest] = payload;
  if (status === undefined) return undefined;
  const languageLength = status & LANGUAGE_LENGTH;
  if (rest.length < languageLength) return undefined;
  const bytes = rest.slice(languageLength);
  return decoded(bytes, status & UTF_16 ? utf16Of(bytes) : 'utf-8');
}

/** Without a mark of its byte order, UTF-16 is big-endian (NFC Forum, Text RTD 3.4). */
const utf16Of = ([first, second]: readonly number[]) =>
  first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-16be';

function decoded(bytes: readonly number[], encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** One text record in UTF-8, language "en", as the message of a tag. Errors: throws above 250 bytes of text,
 *  where a short record ends. */
export function ndefTextMessage(text: string): number[] {
  const payload = [0x02, 0x65, 0x6e, ...new TextEncoder().encode(text)];
  if (payload.length > 255) throw new Error(`${payload.length} bytes do not fit a short record`);
  return [0xd1, 0x01, payload.length, 0x54, ...payload];
}

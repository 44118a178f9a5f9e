import { isUtf8 } from 'node:buffer';
import { decodeIso5426 } from './iso-5426';
import { type Decoded, decodeMarc8 } from './marc-8';

/** How the bytes of a record's fields become text. */
export type FieldText = (bytes: Buffer) => Decoded;

/** What UNIMARC may say of its sets in 100 $a: none, ISO 646, ISO 5426, Unicode. */
const READ_SETS = new Set(['', '01', '03', '50']);
const DAMAGED = { problem: 'its text is damaged: most of the record is UTF-8, but not this' };

/** By the record's bytes, for marks are wrong both ways: valid UTF-8 is UTF-8, all else MARC-8 or ISO 5426.
 *  `unimarcSets` is 100 $a from character 26 on, of a UNIMARC record. */
export function fieldTextOf(record: Buffer, unimarcSets: string | undefined): FieldText {
  if (isUtf8(record)) return unimarcSets === undefined ? utf8OrEscaped : utf8;
  if (isMostlyUtf8(record)) return (bytes) => (isUtf8(bytes) ? utf8(bytes) : DAMAGED);
  if (unimarcSets === undefined) return decodeMarc8;
  const unknown = (unimarcSets.match(/../g) ?? []).find((set) => !READ_SETS.has(set.trim()));
  if (unknown === undefined) return decodeIso5426;
  return () => ({ problem: `its 100 $a names character set ${unknown}; export it as UTF-8` });
}

const utf8 = (bytes: Buffer): Decoded => ({ text: bytes.toString('utf8') });

/** MARC-8 can do without a byte above 7F: its other sets are called by escape sequences. */
const utf8OrEscaped = (bytes: Buffer): Decoded => (bytes.includes(0x1b) ? decodeMarc8(bytes) : utf8(bytes));

/** In text of another set, hardly a byte above 7F happens to begin a character of UTF-8. */
function isMostlyUtf8(record: Buffer): boolean {
  let whole = 0;
  let broken = 0;
  for (const [character] of record.toString('utf8').matchAll(/[^\0-\x7f]/gu)) {
    if (character === '\ufffd') broken += 1;
    else whole += 1;
  }
  return whole > broken;
}

import { isUtf8 } from 'node:buffer';
import { decodeIso5426 } from './iso-5426';
import { readDirectory } from './iso-directory';
import { decodeMarc8 } from './marc-8';

/** A field's text by its place in the record, or why it has none. */
export type FieldText = (start: number, end: number) => string | { readonly problem: string };

/** A record's bytes, and the same as Latin-1. */
type RecordBytes = { readonly bytes: Buffer; readonly latin1: string; readonly isUnimarc: boolean };

/** What UNIMARC may say of its sets in 100 $a: none, ISO 646, ISO 5426, Unicode. */
const READ_SETS = new Set(['', '01', '03', '50']);
const DAMAGED = { problem: 'its text is damaged: most of the record is UTF-8, but not this' };
const BEYOND_ASCII = /[\x80-\xff]/;

/** By the record's bytes, for marks are wrong both ways: valid UTF-8 is UTF-8, all else MARC-8 or ISO 5426. */
export function fieldTextOf({ bytes, latin1, isUnimarc }: RecordBytes): FieldText {
  const utf8 = (start: number, end: number) => {
    const text = latin1.slice(start, end);
    return BEYOND_ASCII.test(text) ? bytes.toString('utf8', start, end) : text;
  };
  const marc8 = (start: number, end: number) => decodeMarc8(bytes.subarray(start, end));
  if (isUtf8(bytes)) {
    // MARC-8 can do without a byte above 7F: its other sets are called by escape sequences.
    if (isUnimarc || !latin1.includes('\x1b')) return utf8;
    return (start, end) => (latin1.slice(start, end).includes('\x1b') ? marc8(start, end) : utf8(start, end));
  }
  if (isMostlyUtf8(bytes))
    return (start, end) => (isUtf8(bytes.subarray(start, end)) ? utf8(start, end) : DAMAGED);
  if (!isUnimarc) return marc8;
  const unknown = (unimarcSets(bytes).match(/../g) ?? []).find((set) => !READ_SETS.has(set.trim()));
  if (unknown === undefined) return (start, end) => decodeIso5426(bytes.subarray(start, end));
  return () => ({ problem: `its 100 $a names character set ${unknown}; export it as UTF-8` });
}

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

/** 100 $a has two digits a set from its character 26 on. */
function unimarcSets(record: Buffer): string {
  let sets = '';
  readDirectory(record, (tagAt, start, end) => {
    if (record.toString('latin1', tagAt, tagAt + 3) !== '100') return;
    const field = record.toString('latin1', start, end);
    const data = field.indexOf('\x1fa') + 2;
    if (data >= 2) sets = field.slice(data + 26, data + 34);
  });
  return sets;
}

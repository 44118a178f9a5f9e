import { MARC_8_SETS, MARC_8_SYMBOL_SETS } from './marc-8-sets';
import { MarkedText, type SingleByteSet } from './single-byte-set';

export type Decoded = string | { readonly problem: string };

const ESCAPE = 0x1b;
const DELIMITER = 0x1f;
/** Not-sorted begin and end, joiner and non-joiner, in either half of the code. */
const CONTROLS: SingleByteSet = new Map([
  [0x88, '\u0098'],
  [0x89, '\u009c'],
  [0x8d, '\u200d'],
  [0x8e, '\u200c'],
]);

type Halves = { low: SingleByteSet | undefined; high: SingleByteSet | undefined };
const usual = (): Halves => ({ low: MARC_8_SETS['B'], high: MARC_8_SETS['!E'] });

/** A field in MARC-8, with its delimiters, as Unicode in NFC. Each subfield begins with ASCII and ANSEL. */
export function decodeMarc8(bytes: Uint8Array): Decoded {
  const text = new MarkedText();
  let halves = usual();
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === DELIMITER) {
      halves = usual();
      text.separate('\x1f');
    } else if (byte === ESCAPE) {
      const last = endOfEscape(bytes, i);
      const problem = change(halves, String.fromCharCode(...bytes.subarray(i + 1, last + 1)));
      if (problem !== undefined) return { problem };
      i = last;
    } else {
      const character = characterOf(byte, halves);
      if (character === undefined) return { problem: `its byte ${hex(byte)} is no character of MARC-8` };
      text.add(character);
    }
  }
  return String(text);
}

function characterOf(byte: number, { low, high }: Halves): string | undefined {
  if (byte <= 0x20) return String.fromCharCode(byte);
  if (byte < 0x80) return low?.get(byte);
  return CONTROLS.get(byte) ?? high?.get(byte - 0x80);
}

const isIntermediate = (byte: number | undefined) => byte !== undefined && byte >= 0x21 && byte <= 0x2f;

/** An escape sequence is any signs, then one letter or digit. */
function endOfEscape(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (isIntermediate(bytes[at])) at += 1;
  return at;
}

function change(halves: Halves, sequence: string): string | undefined {
  if (sequence === 's') {
    halves.low = MARC_8_SETS['B'];
    return undefined;
  }
  const symbols = MARC_8_SYMBOL_SETS[sequence];
  if (symbols !== undefined) {
    halves.low = symbols;
    return undefined;
  }
  if (sequence.startsWith('$')) return 'it has East Asian text in MARC-8 (EACC); export it as UTF-8';
  const set = MARC_8_SETS[sequence.slice(1)];
  if (set === undefined || !'(,)-'.includes(sequence.charAt(0)))
    return 'it has an escape sequence that is not of MARC-8';
  halves['(,'.includes(sequence.charAt(0)) ? 'low' : 'high'] = set;
  return undefined;
}

const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

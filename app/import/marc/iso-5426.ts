import type { Decoded } from './marc-8';
import { MarkedText, setFrom } from './single-byte-set';

// Source: ISO 5426:1983, which UNIMARC names `03` in 100 $a.
const CHARACTERS =
  '¡„£$¥†§′‘\u201c«♭©℗®ʻʼ‚   ‡·″’\u201d»♯ʹʺ¿\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308' +
  '\u0308\u030a\u0315\u0313\u030b\u031b\u030c\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324\u0332' +
  '\u0333\u0329\u032d \u0360   ÆĐ   Ĳ ŁØŒ Þ    æđð ıĳ łøœßþ';
const FIRST = 0xa1;
/** The second half of a mark over two letters. */
const SECOND_HALF = 0xde;
const SET = new Map([...setFrom(FIRST, CHARACTERS, [SECOND_HALF]), [0x88, '\u0098'], [0x89, '\u009c']]);

/** A field in ISO 646 and ISO 5426, with its delimiters, as Unicode in NFC. */
export function decodeIso5426(bytes: Uint8Array): Decoded {
  const text = new MarkedText();
  for (const byte of bytes) {
    const character = byte < 0x7f ? String.fromCharCode(byte) : SET.get(byte);
    if (byte === 0x1f) text.separate('\x1f');
    else if (character === undefined || byte === 0x1b) {
      return {
        problem: `its byte ${byte.toString(16).toUpperCase().padStart(2, '0')} is no character of ISO 5426`,
      };
    } else text.add(character);
  }
  return String(text);
}

import iconv from 'iconv-lite';
import type { KioskEncoding } from './sip2-config';

/** A text as the kiosks expect its bytes, a character a byte. What the encoding has not becomes a question mark. */
export const encodedFor = (encoding: KioskEncoding, text: string): string =>
  iconv.encode(text, encoding).toString('latin1');

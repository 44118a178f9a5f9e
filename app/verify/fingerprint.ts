import type { Counters } from '../../projections/counters';
import { canonicalJson, sha256 } from '../event-digest';
import type { LineValue } from '../rebuild/sum-keys';
import type { RowValue } from './served-rows';

/** Equal rows, and no others, have the same. */
export const fingerprint = (row: RowValue): string => sha256(canonicalJson(row)).slice(0, 32);

/** Equal counters have the same, and that of a sum is the sum of the parts': 48 bits, exact in doubles. */
export function counterFingerprint(counters: Counters): { readonly x: number; readonly y: number } {
  let [x, y] = [0, 0];
  for (const [name, amount] of Object.entries(counters)) {
    x += amount * hash24(name, 0x81_1c_9d_c5);
    y += amount * hash24(name, 0x2f_0b_44_17);
  }
  return { x, y };
}

/** FNV-1a over UTF-16 units, with another start for another hash, mixed and cut to 24 bits. */
function hash24(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01_00_01_93);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c_1b_3c_6d) >>> 8) & 0xff_ff_ff;
}

/** The line of a tag's contributions. */
export const contributionsLine = (added: Counters, reading: unknown): LineValue => ({
  ...counterFingerprint(added),
  h: fingerprint({ reading }),
});

import type { ReadQuality } from './tag-source';
import { latin1Of, trimTagText } from './tag-text';

/** The blocks that SimpleMFRC522 keeps its text in, and the one whose key opens them. */
export const TEXT_BLOCKS = [8, 9, 10] as const;
export const TRAILER_BLOCK = 11;
export const BLOCK_BYTES = 16;

const isBlank = (bytes: readonly number[]) => bytes.every((byte) => byte === 0);

/** The text of the 48 bytes of blocks 8 to 10. A first block of NULs before others that hold something is what a
 *  write of ours leaves that was cut off: `half-written`, and no text, for the rest may be the id of another book. */
export function classicText(bytes: readonly number[]): { text: string; quality: ReadQuality } {
  if (isBlank(bytes.slice(0, BLOCK_BYTES)) && !isBlank(bytes.slice(BLOCK_BYTES)))
    return { text: '', quality: 'half-written' };
  return { text: trimTagText(latin1Of(bytes)), quality: 'whole' };
}

import { readNdefText } from './ndef-text';
import type { ReadQuality } from './tag-source';
import { latin1Of, trimTagText } from './tag-text';

/** Memory of an NFC Forum Type 2 tag (NTAG, Ultralight) from its first data page, page 4, on. */
const NDEF = 0x03;
const NULL = 0x00;
/** Empty, lock bytes, reserved memory, message, maker's own. Any other is the end (FE), or no NDEF. */
const GOES_ON = [NULL, 0x01, 0x02, NDEF, 0xfd];
const LONG_LENGTH = 0xff;
/** As much as SimpleMFRC522 reads of a Classic tag; the whole data area of an Ultralight. */
const PLAIN_BYTES = 48;

/** `at` is where its type byte stands. */
export type NdefPlace =
  | { readonly kind: 'message'; readonly at: number; readonly start: number; readonly end: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'more' };

/** Where the NDEF message stands in what has been read so far; `more` where that has to be read first, `broken`
 *  where it would not end within the `size` of the memory. */
export function findNdef(memory: readonly number[], size: number): NdefPlace {
  let at = 0;
  while (at < size) {
    const type = memory[at];
    if (type === undefined) return { kind: 'more' };
    if (!GOES_ON.includes(type)) return { kind: 'none' };
    const block = blockAt(memory, at);
    if (!block) return { kind: memory.length < size ? 'more' : 'none' };
    if (type === NDEF) return block.end > size ? { kind: 'broken' } : { kind: 'message', at, ...block };
    at = block.end;
  }
  return { kind: 'none' };
}

/** Where the value of the block at `at` starts and ends: its length has one byte, or FF and two. */
function blockAt(memory: readonly number[], at: number): { start: number; end: number } | undefined {
  if (memory[at] === NULL) return { start: at + 1, end: at + 1 };
  const [first, high, low] = memory.slice(at + 1, at + 4);
  if (first === undefined) return undefined;
  if (first !== LONG_LENGTH) return { start: at + 2, end: at + 2 + first };
  if (high === undefined || low === undefined) return undefined;
  return { start: at + 4, end: at + 4 + high * 256 + low };
}

/** How many bytes of the memory have to be read for its text: those of its NDEF message, else 48. */
export function bytesForText(memory: readonly number[], size: number): number {
  const place = findNdef(memory, size);
  if (place.kind === 'message') return place.end;
  if (place.kind === 'more') return memory.length + 1;
  return Math.min(PLAIN_BYTES, size);
}

/** The text of a memory of which `bytesForText` bytes at least are given: that of its NDEF text record, where it
 *  holds an NDEF message; else its characters, as on a Classic tag. Of a broken message it is empty: half of it
 *  may be the id of another book. */
export function type2Text(memory: readonly number[], size: number): { text: string; quality: ReadQuality } {
  const place = findNdef(memory, size);
  if (place.kind === 'broken') return { text: '', quality: 'half-written' };
  if (place.kind !== 'message')
    return { text: trimTagText(latin1Of(memory.slice(0, Math.min(PLAIN_BYTES, size)))), quality: 'whole' };
  const found = readNdefText(memory.slice(place.start, place.end));
  switch (found.kind) {
    case 'text':
      return { text: trimTagText(found.text), quality: 'whole' };
    case 'none':
      return { text: '', quality: 'whole' };
    case 'broken':
      return { text: '', quality: 'half-written' };
  }
}

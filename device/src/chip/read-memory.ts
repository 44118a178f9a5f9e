import { BLOCK_BYTES, classicText, TEXT_BLOCKS, TRAILER_BLOCK } from '../tags/classic-memory';
import type { ReadQuality } from '../tags/tag-source';
import { latin1Of } from '../tags/tag-text';
import { bytesForText, type2Text } from '../tags/type-2-memory';
import { type Chip, exchangeChecked } from './exchange';
import type { SelectedTag } from './select-tag';

/** What a tag's memory is, by what it says when it is selected (NXP AN10833). */
export type MemoryKind = 'classic' | 'type-2' | 'none';

/** What a memory says. `characters` are its bytes as SimpleMFRC522 would read them, untrimmed. */
export type Content = { readonly text: string; readonly characters: string; readonly quality: ReadQuality };

const FACTORY_KEY = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const READ = 0x30;
const PAGES_A_READ = 4;
const CAPABILITY_PAGE = 3;
const PAGE_BYTES = 4;
const NDEF_MAGIC = 0xe1;
/** An Ultralight's, which no tag of its kind falls short of. */
const SMALLEST_DATA = 48;
/** 888 bytes, an NTAG216's, are the most that any of them has. */
const LARGEST_DATA = 888;

export function memoryKindOf({ sak }: SelectedTag): MemoryKind {
  if (sak & 0x08) return 'classic';
  return sak === 0 ? 'type-2' : 'none';
}

/** The text of the selected tag; `locked` where its memory is under another key, `failed` where any of it did not
 *  come whole and right: never a part of it. */
export function readContent(chip: Chip, tag: SelectedTag): Content | 'locked' | 'failed' {
  switch (memoryKindOf(tag)) {
    case 'classic':
      return readClassicContent(chip, tag);
    case 'type-2':
      return readType2Content(chip);
    case 'none':
      return { text: '', characters: '', quality: 'no-memory' };
  }
}

function readClassicContent(chip: Chip, tag: SelectedTag): Content | 'locked' | 'failed' {
  if (!openClassic(chip, tag)) return 'locked';
  const bytes = readClassic(chip);
  return bytes ? { ...classicText(bytes), characters: latin1Of(bytes) } : 'failed';
}

/** Whether the factory key, which SimpleMFRC522 uses, opens the sector of the text. */
export function openClassic(chip: Chip, { uid }: SelectedTag): boolean {
  return chip.authenticate(TRAILER_BLOCK, FACTORY_KEY, uid.slice(-4));
}

/** The 48 bytes of blocks 8 to 10 of a tag that is open. */
export function readClassic(chip: Chip): number[] | undefined {
  const bytes: number[] = [];
  for (const block of TEXT_BLOCKS) {
    const answer = exchangeChecked(chip, [READ, block], BLOCK_BYTES);
    if (answer.kind !== 'answer') return undefined;
    bytes.push(...answer.bytes);
  }
  return bytes;
}

/** What the first read of a Type 2 tag shows: how much data it holds, whether it may be written, how it begins. */
export type Type2Start = {
  readonly size: number;
  readonly readOnly: boolean;
  readonly memory: readonly number[];
};

export function readType2Start(chip: Chip): Type2Start | undefined {
  const answer = exchangeChecked(chip, [READ, CAPABILITY_PAGE], PAGES_A_READ * PAGE_BYTES);
  if (answer.kind !== 'answer') return undefined;
  const [magic, , eighths = 0, access = 0] = answer.bytes;
  const isNdef = magic === NDEF_MAGIC;
  const size = isNdef ? Math.min(Math.max(eighths * 8, SMALLEST_DATA), LARGEST_DATA) : SMALLEST_DATA;
  return { size, readOnly: isNdef && (access & 0x0f) !== 0, memory: answer.bytes.slice(PAGE_BYTES) };
}

/** The data area from its beginning, at least `length` bytes of it. */
export function readType2(chip: Chip, begun: readonly number[], length: number): number[] | undefined {
  const memory = [...begun];
  while (memory.length < length) {
    const page = CAPABILITY_PAGE + 1 + memory.length / PAGE_BYTES;
    const answer = exchangeChecked(chip, [READ, page], PAGES_A_READ * PAGE_BYTES);
    if (answer.kind !== 'answer') return undefined;
    memory.push(...answer.bytes);
  }
  return memory;
}

function readType2Content(chip: Chip): Content | 'failed' {
  const start = readType2Start(chip);
  if (!start) return 'failed';
  let memory: readonly number[] = start.memory;
  while (memory.length < bytesForText(memory, start.size)) {
    const more = readType2(chip, memory, bytesForText(memory, start.size));
    if (!more) return 'failed';
    memory = more;
  }
  return { ...type2Text(memory, start.size), characters: latin1Of(memory) };
}

import {
  classicBytes,
  classicWrites,
  type PlaceWrite,
  type Planned,
  type2Bytes,
  type2Writes,
} from '../tags/write-plan';
import { crcA } from './crc-a';
import { type Chip, exchange } from './exchange';
import { openClassic, readClassic, readType2, readType2Start } from './read-memory';
import type { SelectedTag } from './select-tag';

/** What was read of a memory to plan a write. */
export type Memory = { readonly bytes: readonly number[]; readonly size: number; readonly readOnly: boolean };
export type Plan = { readonly wanted: readonly number[]; readonly writes: readonly PlaceWrite[] };

/** How one kind of memory is written, in one session with a selected tag. */
export type Writing = {
  read(): Memory | 'locked' | 'failed';
  plan(text: string, memory: Memory): Planned<Plan>;
  /** The first `length` bytes as they are now. */
  readBack(memory: Memory, length: number): readonly number[] | undefined;
  /** `refused` is the tag's own no. */
  put(write: PlaceWrite): 'done' | 'refused' | 'failed';
};

const CLASSIC_WRITE = 0xa0;
/** Four bytes a page. The write of 16 bytes, which the driver has, keeps four of them and says that all is well. */
const TYPE_2_WRITE = 0xa2;
const ACK = 0x0a;
const ACK_BITS = 4;

export const classicWriting = (chip: Chip, tag: SelectedTag): Writing => ({
  read: () => {
    if (!openClassic(chip, tag)) return 'locked';
    const bytes = readClassic(chip);
    return bytes ? { bytes, size: bytes.length, readOnly: false } : 'failed';
  },
  plan: (text, memory) => {
    const wanted = classicBytes(text);
    if (!wanted.ok) return wanted;
    return { ok: true, value: { wanted: wanted.value, writes: classicWrites(memory.bytes, wanted.value) } };
  },
  readBack: (memory) => memory.bytes,
  put: ({ place, bytes }) => {
    const asked = acknowledged(chip, [CLASSIC_WRITE, place]);
    return asked === 'done' ? acknowledged(chip, bytes) : asked;
  },
});

export const type2Writing = (chip: Chip): Writing => ({
  read: () => {
    const start = readType2Start(chip);
    return start ? { bytes: start.memory, size: start.size, readOnly: start.readOnly } : 'failed';
  },
  plan: (text, memory) => {
    const image = type2Bytes(text, memory.bytes, memory.size);
    if (!image.ok) return image;
    return { ok: true, value: { wanted: image.value.bytes, writes: type2Writes(image.value, memory.bytes) } };
  },
  readBack: (memory, length) => readType2(chip, memory.bytes, length)?.slice(0, length),
  put: ({ place, bytes }) => acknowledged(chip, [TYPE_2_WRITE, place, ...bytes]),
});

function acknowledged(chip: Chip, frame: readonly number[]): 'done' | 'refused' | 'failed' {
  const answer = exchange(chip, [...frame, ...crcA(frame)]);
  if (answer.kind !== 'answer' || answer.bits !== ACK_BITS) return 'failed';
  return ((answer.bytes[0] ?? 0) & 0x0f) === ACK ? 'done' : 'refused';
}

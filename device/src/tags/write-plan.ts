import { BLOCK_BYTES, TEXT_BLOCKS } from './classic-memory';
import { ndefTextMessage } from './ndef-text';
import type { WriteRefusal } from './tag-source';
import { trimTagText } from './tag-text';
import { findNdef } from './type-2-memory';

/** One write of a place of a tag: a block of 16 bytes of a Classic tag, a page of 4 of a Type 2 tag. */
export type PlaceWrite = { readonly place: number; readonly bytes: readonly number[] };

export type Refusal = { readonly code: WriteRefusal; readonly message: string };
/** What the data area shall hold, and where the length of its message stands in it. */
export type Type2Image = { readonly bytes: readonly number[]; readonly lengthAt: number };

export type Planned<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

const CLASSIC_CHARACTERS = BLOCK_BYTES * TEXT_BLOCKS.length;
const PAGE_BYTES = 4;
const FIRST_DATA_PAGE = 4;
const LOCK_CONTROL = 0x01;
const MEMORY_CONTROL = 0x02;
const NDEF = 0x03;
const TERMINATOR = 0xfe;
/** Type and length of the message, header and type of the record, status and language. */
const NDEF_OVERHEAD = 2 + 4 + 3;
/** What a message with a length of one byte can say. */
const LONGEST_NDEF_TEXT = 0xfe - 4 - 3;

/** What speaks against a text on any tag. What is trimmed when read, or would change what is read, is refused:
 *  a tag must read as what was asked for. */
export function textRefusal(text: string): Refusal | undefined {
  if (text === '') return refusal('text-empty', 'There is no text to write.');
  const unwritable =
    /[\p{Cc}\p{Cs}]/u.test(text) || trimTagText(text) !== text || text.normalize('NFC') !== text;
  if (!unwritable) return undefined;
  const why = 'blanks at an edge, control characters or letters that are not put together';
  return refusal(
    'text-not-writable',
    `${JSON.stringify(text)} would be read as something else: it has ${why}.`,
  );
}

/** The 48 bytes of blocks 8 to 10 for a text, padded with blanks as SimpleMFRC522 pads it. */
export function classicBytes(text: string): Planned<number[]> {
  const foreign = [...text].find((character) => character > '\u00ff');
  if (foreign !== undefined)
    return no('text-not-writable', `"${foreign}" is not in ISO 8859-1, which this kind of tag is read in.`);
  if (text.length > CLASSIC_CHARACTERS) return no('text-too-long', tooLong(text.length, CLASSIC_CHARACTERS));
  return { ok: true, value: Array.from(text.padEnd(CLASSIC_CHARACTERS), (letter) => letter.charCodeAt(0)) };
}

/** The writes that turn `now` into `wanted` so that whatever is cut off is seen: where more than one block changes,
 *  the first is made NULs, then the others are written, then the first. Nothing to write is no writes. */
export function classicWrites(now: readonly number[], wanted: readonly number[]): PlaceWrite[] {
  const blocks = TEXT_BLOCKS.map((place, at) => ({
    place,
    bytes: blockOf(wanted, at),
    now: blockOf(now, at),
  }));
  const changed = blocks.filter((block) => !sameBytes(block.bytes, block.now));
  const [first, ...others] = blocks;
  const changedOthers = others.filter((block) => changed.includes(block));
  if (!first || changed.length <= 1) return changed.map(({ place, bytes }) => ({ place, bytes }));
  const blank = { place: first.place, bytes: new Array<number>(BLOCK_BYTES).fill(0) };
  return [blank, ...changedOthers, first].map(({ place, bytes }) => ({ place, bytes }));
}

/** The data area of a Type 2 tag that says a text: an NDEF message of one text record, and its end. What tells
 *  where a tag's lock bytes are, in front of the message as NTAGs come, stays. */
export function type2Bytes(text: string, now: readonly number[], size: number): Planned<Type2Image> {
  const head = controlBytes(now, size);
  const utf8 = new TextEncoder().encode(text).length;
  const room = Math.min(LONGEST_NDEF_TEXT, size - head.length - NDEF_OVERHEAD);
  if (utf8 > room) return no('text-too-long', tooLong(utf8, Math.max(room, 0)));
  const message = ndefTextMessage(text);
  const bytes = [...head, NDEF, message.length, ...message, TERMINATOR];
  // The end may be left out where the message fills the memory (Type 2 Tag, 2.3.6).
  return { ok: true, value: { lengthAt: head.length + 1, bytes: bytes.slice(0, size) } };
}

/** The writes of a Type 2 tag: its message is first said to be empty, and has its length last (Type 2 Tag, 7.5.3):
 *  cut off, it reads as a tag without text. */
export function type2Writes({ bytes, lengthAt }: Type2Image, now: readonly number[]): PlaceWrite[] {
  const wanted = pagesOf(bytes);
  const emptied = pagesOf([...bytes.slice(0, lengthAt), 0, TERMINATOR]);
  const lengthPage = Math.floor(lengthAt / PAGE_BYTES);
  const before = emptied
    .slice(0, lengthPage + 1)
    .filter(({ bytes: page }, at) => !sameBytes(page, now.slice(at * PAGE_BYTES, (at + 1) * PAGE_BYTES)));
  return [...before, ...wanted.slice(lengthPage + 1), ...wanted.slice(lengthPage, lengthPage + 1)];
}

/** The lock and memory control blocks in front of a message. */
function controlBytes(now: readonly number[], size: number): readonly number[] {
  const place = findNdef(now, size);
  const isControl = now[0] === LOCK_CONTROL || now[0] === MEMORY_CONTROL;
  return isControl && place.kind === 'message' ? now.slice(0, place.at) : [];
}

const pagesOf = (bytes: readonly number[]): PlaceWrite[] =>
  Array.from({ length: Math.ceil(bytes.length / PAGE_BYTES) }, (_, at) => {
    const page = bytes.slice(at * PAGE_BYTES, (at + 1) * PAGE_BYTES);
    const padding = new Array<number>(PAGE_BYTES - page.length).fill(0);
    return { place: FIRST_DATA_PAGE + at, bytes: [...page, ...padding] };
  });

export const sameBytes = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

const blockOf = (bytes: readonly number[], at: number) =>
  bytes.slice(at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES);
const tooLong = (is: number, room: number) => `The text is ${is} bytes long, and this tag holds ${room}.`;
const refusal = (code: WriteRefusal, message: string): Refusal => ({ code, message });
const no = (code: WriteRefusal, message: string) => ({ ok: false as const, refusal: refusal(code, message) });

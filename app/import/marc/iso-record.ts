import { type FieldText, fieldTextOf } from './field-text';
import { readDirectory } from './iso-directory';
import type { MarcField, MarcRecord } from './marc-record';

const LEADER = 24;

type Place = { readonly tag: string; readonly start: number; readonly end: number };

/** One record of ISO 2709, from its leader to before its end mark, or what is wrong with it. Of its fields those
 *  that are wanted; the leader's length and mark of a character set are not asked. */
export function readIsoRecord(
  bytes: Buffer,
  isWanted: (tag: string) => boolean,
): MarcRecord | { readonly problem: string } {
  const latin1 = bytes.toString('latin1');
  const places: Place[] = [];
  let has200 = false;
  let has245 = false;
  const problem = readDirectory(bytes, (tagAt, start, end) => {
    const tag = tagIn(bytes, tagAt);
    if (tag === '200') has200 = true;
    if (tag === '245') has245 = true;
    if (isWanted(tag)) places.push({ tag, start, end });
  });
  if (problem !== undefined) return { problem };
  // Titles stand in 245 in MARC 21 and in 200 in UNIMARC, whatever a record's marks say.
  const textOf = fieldTextOf({ bytes, latin1, isUnimarc: has200 && !has245 });
  return fieldsAt(places, textOf, latin1.slice(0, LEADER));
}

function fieldsAt(
  places: readonly Place[],
  textOf: FieldText,
  leader: string,
): MarcRecord | { readonly problem: string } {
  const fields: MarcField[] = [];
  for (const { tag, start, end } of places) {
    const text = textOf(start, end);
    if (typeof text !== 'string') return { problem: `field ${tag} cannot be read: ${text.problem}` };
    fields.push({ tag, text });
  }
  return { leader, fields };
}

/** Tags of digits, made once: a record has dozens. */
const TAGS = Array.from({ length: 1_000 }, (_, tag) => String(tag).padStart(3, '0'));

function tagIn(bytes: Buffer, at: number): string {
  let number = 0;
  for (let i = at; i < at + 3; i += 1) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return bytes.toString('latin1', at, at + 3);
    number = number * 10 + digit;
  }
  return TAGS[number] ?? '';
}

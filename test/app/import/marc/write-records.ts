import { isoReader } from '../../../../app/import/marc/iso-2709';
import {
  type MarcField,
  type MarcRead,
  type MarcReader,
  type MarcRecord,
  subfieldsOf,
} from '../../../../app/import/marc/marc-record';

export type WrittenField = { readonly tag: string; readonly bytes: Buffer };

/** A field from a control field's text, or from indicators and subfields such as `14$aTitle$bmore`. */
export const field = (tag: string, text: string): WrittenField => ({
  tag,
  bytes: Buffer.from(text.replaceAll('$', '\x1f')),
});

type Written = {
  readonly leader?: string;
  /** How an entry says where its field stands. */
  readonly entry?: (tag: string, length: number, start: number) => string;
};

const padded = (tag: string, length: number, start: number) =>
  `${tag}${String(length).padStart(4, '0')}${String(start).padStart(5, '0')}`;

/** One record of ISO 2709. `leader` is what follows its length, up to the base address. */
export function isoRecord(
  fields: readonly WrittenField[],
  { leader = 'nam a22', entry = padded }: Written = {},
): Buffer {
  let start = 0;
  const entries = fields.map(({ tag, bytes }) => {
    const said = entry(tag, bytes.length + 1, start);
    start += bytes.length + 1;
    return said;
  });
  const directory = entries.join('');
  const base = 24 + directory.length + 1;
  const size = Math.min(base + start + 1, 99_999);
  const head = `${String(size).padStart(5, '0')}${leader}${String(Math.min(base, 99_999)).padStart(5, '0')} a 4500`;
  return Buffer.concat([
    Buffer.from(`${head}${directory}\x1e`),
    ...fields.flatMap(({ bytes }) => [bytes, Buffer.from('\x1e')]),
    Buffer.from('\x1d'),
  ]);
}

/** All that a reader makes of these pieces. */
export function readAll(
  pieces: readonly Uint8Array[],
  reader: MarcReader = isoReader(() => true),
): readonly MarcRead[] {
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

export function recordIn(read: MarcRead | undefined): MarcRecord {
  if (read === undefined || 'problem' in read) throw new Error(read?.problem ?? 'No record was read.');
  return read.record;
}

/** A field in its parts, as the standards name them. */
export type PartedField = {
  readonly tag: string;
  readonly indicators: string;
  readonly value: string;
  readonly subfields: readonly (readonly [string, string])[];
};

const parted = (one: MarcField): PartedField =>
  one.tag.startsWith('00')
    ? { tag: one.tag, indicators: '', value: one.text, subfields: [] }
    : { tag: one.tag, indicators: one.text.slice(0, 2), value: '', subfields: subfieldsOf(one) };

export const fieldsIn = (read: MarcRead | undefined): PartedField[] => recordIn(read).fields.map(parted);

export const problemsIn = (reads: readonly MarcRead[]) =>
  reads.map((read) => ('problem' in read ? `${read.number}: ${read.problem}` : `${read.number}`));

import { fieldTextOf } from './field-text';
import { type FieldPlace, placesOf } from './iso-directory';
import { isUnimarcByTags, type MarcField, type MarcRecord } from './marc-record';

export const DIRECTORY_START = 24;

/** One record of ISO 2709, from its leader to before its end mark, or what is wrong with it. Of its fields those
 *  that are wanted; the leader's length and mark of a character set are not asked. */
export function readIsoRecord(
  bytes: Buffer,
  isWanted: (tag: string) => boolean,
): MarcRecord | { readonly problem: string } {
  const places = placesOf(bytes);
  if ('problem' in places) return places;
  const isUnimarc = isUnimarcByTags((tag) => places.some((place) => place.tag === tag));
  const textOf = fieldTextOf(bytes, isUnimarc ? unimarcSets(bytes, places) : undefined);
  const fields: MarcField[] = [];
  for (const { tag, start, end } of places) {
    if (!isWanted(tag)) continue;
    const decoded = textOf(bytes.subarray(start, end));
    if ('problem' in decoded) return { problem: `field ${tag} cannot be read: ${decoded.problem}` };
    fields.push(fieldOf(tag, decoded.text));
  }
  return { leader: bytes.toString('latin1', 0, DIRECTORY_START), fields };
}

function fieldOf(tag: string, text: string): MarcField {
  if (tag.startsWith('00')) return { tag, indicators: '', value: text, subfields: [] };
  const [indicators = '', ...parts] = text.split('\x1f');
  const subfields = parts.map((part): [string, string] => {
    const code = String.fromCodePoint(part.codePointAt(0) ?? 0x20);
    return [code, part.slice(code.length)];
  });
  return { tag, indicators, value: '', subfields };
}

/** 100 $a has two digits a set from its character 26 on. */
function unimarcSets(bytes: Buffer, places: readonly FieldPlace[]): string {
  const place = places.find(({ tag }) => tag === '100');
  if (place === undefined) return '';
  const field = bytes.toString('latin1', place.start, place.end);
  const data = field.indexOf('\x1fa') + 2;
  return data < 2 ? '' : field.slice(data + 26, data + 34);
}

/** A field's bytes in its record, without the mark that ends it. */
export type FieldPlace = { readonly tag: string; readonly start: number; readonly end: number };

type Places = readonly FieldPlace[] | { readonly problem: string };

const LEADER = 24;
const ENTRY = 12;
const FIELD_END = 0x1e;
/** The greatest positions and lengths that the directory's 5 and 4 digits can say. */
const MAX_POSITION = 99_999;
const MAX_LENGTH = 9_999;

/** Where the fields of a record stand, by its directory. One that cannot be right is a problem; one whose digits
 *  do not suffice for a long record is read by the order of its fields. */
export function placesOf(record: Buffer): Places {
  const directoryEnd = record.indexOf(FIELD_END, LEADER);
  if (directoryEnd < 0) return { problem: 'its directory does not end' };
  // Positions that have been cut to five digits may name other fields.
  if (record.length > MAX_POSITION) return placesInOrder(record, directoryEnd);
  const places = placesByEntry(record, directoryEnd);
  return 'problem' in places && record.length > MAX_LENGTH ? placesInOrder(record, directoryEnd) : places;
}

function placesByEntry(record: Buffer, directoryEnd: number): Places {
  if ((directoryEnd - LEADER) % ENTRY !== 0) return { problem: 'its directory is cut short' };
  const base = directoryEnd + 1;
  const places: FieldPlace[] = [];
  for (let at = LEADER; at < directoryEnd; at += ENTRY) {
    const start = base + numberAt(record, at + 7, 5);
    const end = start + numberAt(record, at + 3, 4) - 1;
    // A number that is none makes a place that is none.
    if (!(end >= start) || record[end] !== FIELD_END || record[start - 1] !== FIELD_END)
      return { problem: `its directory is wrong about field ${tagAt(record, at)}` };
    places.push({ tag: tagAt(record, at), start, end });
  }
  return places;
}

/** Each entry beside the field that stands there: what it says must be so, as far as its digits can say it. */
function placesInOrder(record: Buffer, directoryEnd: number): Places {
  const base = directoryEnd + 1;
  const places: FieldPlace[] = [];
  let at = LEADER;
  for (let start = base; at < directoryEnd; ) {
    const tag = tagAt(record, at);
    const end = record.indexOf(FIELD_END, start);
    const width = end < 0 ? 0 : entryWidth(record, at, end + 1 - start, start - base);
    if (width === 0) return { problem: `its directory is wrong about field ${tag}` };
    places.push({ tag, start, end });
    at += width;
    start = end + 1;
  }
  return at === directoryEnd ? places : { problem: 'its directory is cut short' };
}

/** How many bytes the entry takes that says this length and position, or 0 if it says others. Writers put numbers
 *  that are too long in more digits, cut them to the last ones, or put all nines or zeros. */
function entryWidth(record: Buffer, at: number, length: number, position: number): number {
  const digits = record.toString('latin1', at + 3, at + 20);
  for (const lengthSaid of waysToSay(length, 4)) {
    for (const positionSaid of waysToSay(position, 5)) {
      if (digits.startsWith(lengthSaid + positionSaid)) return 3 + lengthSaid.length + positionSaid.length;
    }
  }
  return 0;
}

function waysToSay(number: number, width: number): readonly string[] {
  const whole = String(number).padStart(width, '0');
  return whole.length === width
    ? [whole]
    : [whole, whole.slice(-width), '9'.repeat(width), '0'.repeat(width), whole.slice(0, width)];
}

function numberAt(record: Buffer, from: number, digits: number): number {
  let number = 0;
  for (let i = from; i < from + digits; i += 1) {
    const digit = (record[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const tagAt = (record: Buffer, at: number) => record.toString('latin1', at, at + 3);

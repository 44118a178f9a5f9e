/** Told of each field's place in its record, from its first byte to before the mark that ends it. */
type OnField = (tagAt: number, start: number, end: number) => void;

const LEADER = 24;
const ENTRY = 12;
const FIELD_END = 0x1e;
const ZERO = 0x30;
/** The greatest positions and lengths that the directory's 5 and 4 digits can say. */
const MAX_POSITION = 99_999;
const MAX_LENGTH = 9_999;

/** Tells where the fields of a record stand, by its directory, or answers what is wrong with that, after some
 *  fields perhaps. A directory whose digits do not suffice is read by the order of the fields. */
export function readDirectory(record: Buffer, onField: OnField): string | undefined {
  const end = record.indexOf(FIELD_END, LEADER);
  if (end < 0) return 'its directory does not end';
  if (record.length <= MAX_LENGTH) return readByEntry(record, end, onField);
  // Positions that have been cut to five digits may name other fields.
  const isSaid = record.length <= MAX_POSITION && readByEntry(record, end, () => undefined) === undefined;
  return isSaid ? readByEntry(record, end, onField) : readInOrder(record, end, onField);
}

function readByEntry(record: Buffer, directoryEnd: number, onField: OnField): string | undefined {
  if ((directoryEnd - LEADER) % ENTRY !== 0) return CUT_SHORT;
  const base = directoryEnd + 1;
  for (let at = LEADER; at < directoryEnd; at += ENTRY) {
    const start = base + numberAt(record, at + 7, 5);
    const end = start + numberAt(record, at + 3, 4) - 1;
    // A number that is none makes a place that is none.
    if (!(end >= start && isFieldEnd(record, end) && isFieldEnd(record, start - 1)))
      return wrongAbout(record, at);
    onField(at, start, end);
  }
  return undefined;
}

/** Each entry beside the field that stands there: what it says must be so, as far as its digits can say it. */
function readInOrder(record: Buffer, directoryEnd: number, onField: OnField): string | undefined {
  const base = directoryEnd + 1;
  let at = LEADER;
  for (let start = base; at < directoryEnd; ) {
    const end = record.indexOf(FIELD_END, start);
    const width = end < 0 ? 0 : entryWidth(record, at, end + 1 - start, start - base);
    if (width === 0) return wrongAbout(record, at);
    onField(at, start, end);
    at += width;
    start = end + 1;
  }
  return at === directoryEnd ? undefined : CUT_SHORT;
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
    const digit = (record[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const isFieldEnd = (record: Buffer, at: number) => record[at] === FIELD_END;
const CUT_SHORT = 'its directory is cut short';
const wrongAbout = (record: Buffer, at: number) =>
  `its directory is wrong about field ${record.toString('latin1', at, at + 3)}`;

/** How one tag's id may be written: its bytes in hexadecimal, in either order and case, apart or not; or the number
 *  that SimpleMFRC522 reads. Ids are never folded, for real ids would merge: this only finds who may be who. */

/** UIDs of ISO 14443 have 4, 7 or 10 bytes, of ISO 15693 8; an EPC has 12. */
const LENGTHS = [4, 7, 8, 10, 12];
const HEX = /^[0-9a-f]{2}(?:([:-]?)[0-9a-f]{2})(?:\1[0-9a-f]{2})+$/i;
const SEPARATORS = ['', ':', '-'];
/** Before the first three bytes of a UID that goes on (ISO 14443-3, 6.5.4). */
const CASCADE_TAG = 0x88;

type Bytes = readonly number[];

/** Whether two ids are, or may be, of one tag. A number that many tags share may be of each of them. */
export function isSameTag(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [readingOf(a), readingOf(b)];
  return (
    one.uids.some((uid) => other.uids.includes(uid)) ||
    one.shared.some((number) => number === b) ||
    other.shared.some((number) => number === a)
  );
}

/** The other ids under which this tag may be known: at most 27. None where the id is no bytes, or a shared number. */
export function spellingsOf(tagId: string): string[] {
  const spellings = new Set(uidsOf(tagId).flatMap((uid) => [uid, [...uid].reverse()].flatMap(spelled)));
  spellings.delete(tagId);
  return [...spellings];
}

/** How the ids of the tags begin that share this number; none of another id. Bytes in the other order end so, and are
 *  not found by it. */
export function firstBytesOf(tagId: string): string[] {
  const bytes = bytesOfNumber(tagId);
  return bytes?.[0] === CASCADE_TAG ? inHex(bytes.slice(1)) : [];
}

const spelled = (uid: Bytes) => [...inHex(uid), ...numbersOf(uid)];

const inHex = (bytes: Bytes) => {
  const lower = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  return SEPARATORS.flatMap((separator) => [lower.join(separator), lower.join(separator).toUpperCase()]);
};

/** The number that SimpleMFRC522 reads: the four bytes of the first level and their check byte. */
function numbersOf(uid: Bytes): string[] {
  if (uid.length === 4) return [numberOf(uid)];
  return uid.length === 7 || uid.length === 10 ? [numberOf([CASCADE_TAG, ...uid.slice(0, 3)])] : [];
}

const checkByteOf = (bytes: Bytes) => bytes.reduce((check, byte) => check ^ byte, 0);
const numberOf = (four: Bytes) =>
  String([...four, checkByteOf(four)].reduce((number, byte) => number * 256 + byte, 0));

/** What an id may stand for: UIDs whatever their order, and the numbers that it shares with others. */
function readingOf(tagId: string): { readonly uids: readonly string[]; readonly shared: readonly string[] } {
  const uids = uidsOf(tagId);
  return {
    uids: uids.map((uid) =>
      [uid, [...uid].reverse()]
        .map((bytes) => Buffer.from(bytes).toString('hex'))
        .sort()
        .join(),
    ),
    shared: uids.flatMap((uid) => (uid.length === 4 ? [] : [uid, [...uid].reverse()].flatMap(numbersOf))),
  };
}

/** Digits alone may be either. */
function uidsOf(tagId: string): Bytes[] {
  const hex = HEX.test(tagId) ? Buffer.from(tagId.replace(/[:-]/g, ''), 'hex') : undefined;
  const four = bytesOfNumber(tagId);
  return [...(hex && LENGTHS.includes(hex.length) ? [[...hex]] : []), ...(four ? [four] : [])];
}

/** The four bytes of a number whose fifth is their check byte. */
function bytesOfNumber(tagId: string): Bytes | undefined {
  const number = /^[1-9]\d{0,12}$/.test(tagId) ? Number(tagId) : 0;
  if (number === 0 || number >= 2 ** 40) return undefined;
  const five = [...Buffer.from(number.toString(16).padStart(10, '0'), 'hex')];
  return checkByteOf(five) === 0 ? five.slice(0, 4) : undefined;
}

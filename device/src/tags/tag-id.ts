/** Which of a tag's UID bytes a cascade level brings: 4 bytes and their check byte. */
const CASCADE_TAG = 0x88;

/** Whether the four bytes are followed by those of another level. A UID's own first byte is never 88
 *  (ISO 14443-3, 6.5.4), but a tag of 4 bytes made otherwise exists: its SAK says that the UID is complete. */
export const beginsWithCascadeTag = (bytes: readonly number[]): boolean => bytes[0] === CASCADE_TAG;

/** The check byte that follows the four bytes of a cascade level. */
export const checkByteOf = (four: readonly number[]): number => four.reduce((sum, byte) => sum ^ byte, 0);

/** The id that is published for a UID. Four bytes: the number that SimpleMFRC522 reads, which is UID and check
 *  byte as five bytes. Seven and ten bytes: lowercase hexadecimal, always, since as a number beyond 2^53 it would
 *  be another tag's. */
export function tagIdOf(uid: readonly number[]): string {
  if (uid.length !== 4) return hexOf(uid);
  return String([...uid, checkByteOf(uid)].reduce((number, byte) => number * 256 + byte, 0));
}

/** Two lowercase digits a byte. */
export const hexOf = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

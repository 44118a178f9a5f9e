const LONGEST = 256;
const EDGES = /^[\0\s]+|[\0\s]+$/g;

/** The characters of a tag's memory, one a byte (ISO 8859-1), as SimpleMFRC522 reads them. */
export const latin1Of = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** What is published of a tag's characters: without NULs and blanks at its edges, at most 256 characters. What
 *  stands between, NULs too, is left as it is. */
export function trimTagText(characters: string): string {
  const trimmed = characters.replace(EDGES, '');
  if (trimmed.length <= LONGEST) return trimmed;
  const cut = trimmed.slice(0, LONGEST);
  const splitsPair = /[\uD800-\uDBFF]$/.test(cut);
  return (splitsPair ? cut.slice(0, -1) : cut).replace(EDGES, '');
}

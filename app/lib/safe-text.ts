/** What steers a terminal or is not seen: controls (C0, DEL, C1), separators of lines, directions, halves of
 *  characters, and formats but for the joiners and marks that words of real scripts hold. */
const UNSAFE = /(?![\u00ad\u200c-\u200f])[\p{C}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line's text as it may reach a terminal: what is unsafe in it is shown by its number, such as `\u001b`. */
export const safeText = (text: string): string =>
  text.replaceAll(UNSAFE, (character) => NAMED[character] ?? numbered(character));

function numbered(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** JSON as it may reach a terminal, in lines: a program that reads it finds what was there. */
export const safeJson = (value: unknown, indent = 2): string =>
  JSON.stringify(value, null, indent)
    .split('\n')
    .map((line) => line.replaceAll(UNSAFE, inJson))
    .join('\n');

/** As JSON escapes a character: by its UTF-16 units. */
const inJson = (character: string) =>
  character.replaceAll(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

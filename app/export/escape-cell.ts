/** What a spreadsheet may take for a formula: OWASP ASVS 5 V1.2.10, line breaks and full-width forms too. */
const RISKY = /^'*[=+\-@\t\r\n\0＝＋－＠]/;
const ESCAPED = /^'+[=+\-@\t\r\n\0＝＋－＠]/;

/** Text that no spreadsheet runs: risky text gets one apostrophe more in front. No two texts come out the
 *  same, and `unescapeCell` gives back what was put in. */
export const escapeCell = (text: string): string => (RISKY.test(text) ? `'${text}` : text);

/** Undoes `escapeCell`. */
export const unescapeCell = (cell: string): string => (ESCAPED.test(cell) ? cell.slice(1) : cell);

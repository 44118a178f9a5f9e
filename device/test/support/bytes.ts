/** The bytes of hexadecimal digits; blanks between them do not count. */
export const bytes = (hex: string): number[] => [...Buffer.from(hex.replaceAll(' ', ''), 'hex')];

/** The bytes of text in ISO 8859-1, filled up to `length` with `fill`. */
export const latin1 = (text: string, length = text.length, fill = 0x20): number[] => {
  const letters = [...Buffer.from(text, 'latin1')];
  return [...letters, ...new Array<number>(Math.max(0, length - letters.length)).fill(fill)];
};

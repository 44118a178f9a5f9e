/** Half of a character that takes two UTF-16 units: no UTF-8 can hold it. */
export const hasLoneSurrogate = (text: string): boolean => /\p{Surrogate}/u.test(text);

/** Text of people as it is kept: line breaks and tabs are a blank, C1 controls nothing (MARC's marks of an article
 *  become such, and nobody sees them), characters are composed (NFC), and NULs and blanks around it are gone. Folding
 *  it again changes nothing. */
export const foldedText = (text: string): string =>
  trimmed(
    text
      .replace(/[\t\n\v\f\r\u2028\u2029]+/g, ' ')
      .replace(/[\u0080-\u009f]/g, '')
      .normalize('NFC'),
  );

/** By index: a pattern that ends in $ takes quadratic time over inner blanks. */
function trimmed(text: string): string {
  const isBlank = (i: number) => text[i] === '\0' || text[i]?.trim() === '';
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return text.slice(start, end);
}

import fc from 'fast-check';
import { foldedText } from '../../domain/text';

describe('a text of people', () => {
  it.each([
    [
      'one line, each run of line breaks and tabs a blank',
      ' The Whale;\r\n\tor, Moby-Dick\u2028',
      'The Whale; or, Moby-Dick',
    ],
    [
      'without C1 controls, such as MARC puts around an article',
      '\u0098Les \u009cmisérables',
      'Les misérables',
    ],
    ['composed: one letter with an accent however it was written', 'Cafe\u0301', 'Café'],
    ['without NULs and blanks around it', '\0 \u0085 a\0b \n\0', 'a\0b'],
  ])('is %s', (_, text, folded) => {
    expect(foldedText(text)).toBe(folded);
  });

  it('is not changed by folding it again', () => {
    const text = fc
      .array(fc.constantFrom('a', 'e', '\u0301', ' ', '\n', '\t', '\u0085', '\0', '\u2028'))
      .map((all) => all.join(''));
    fc.assert(fc.property(text, (given) => foldedText(foldedText(given)) === foldedText(given)));
  });
});

import { classicText } from '../../src/tags/classic-memory';
import { latin1Of, trimTagText } from '../../src/tags/tag-text';
import { bytes, latin1 } from '../support/bytes';

describe('the text of a tag', () => {
  it.each([
    ['as SimpleMFRC522 writes it', latin1('BOOK-000042', 48), 'BOOK-000042'],
    ['blank', new Array<number>(48).fill(0), ''],
    ['in latin-1', latin1('Bücher für Åse', 48), 'Bücher für Åse'],
    ['with NULs behind', latin1('book-77', 48, 0), 'book-77'],
    ['with NULs and blanks at both edges', bytes('0020 00 626F6F6B 20 00 20').concat(latin1('', 38)), 'book'],
    ['with a NUL inside', bytes('62 00 6B').concat(latin1('', 45)), 'b\0k'],
    ['over all three blocks', latin1('x'.repeat(48)), 'x'.repeat(48)],
  ])('%s', (_, memory, text) => expect(classicText(memory)).toEqual({ text, quality: 'whole' }));

  it('behind a first block of NULs is the rest of a write that was cut off', () => {
    const memory = [...new Array<number>(16).fill(0), ...latin1('book-12', 32)];
    expect(classicText(memory)).toEqual({ text: '', quality: 'half-written' });
  });

  it('has one character a byte', () => {
    expect(latin1Of(Array.from({ length: 256 }, (_, byte) => byte))).toHaveLength(256);
    expect(latin1Of(bytes('DCFC'))).toBe('Üü');
  });

  it('has at most 256 characters, and no half of a pair', () => {
    expect(trimTagText('x'.repeat(300))).toHaveLength(256);
    expect(trimTagText(`${'x'.repeat(255)}📚`)).toBe('x'.repeat(255));
  });
});

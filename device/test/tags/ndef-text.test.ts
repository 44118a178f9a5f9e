import { ndefTextMessage, readNdefText } from '../../src/tags/ndef-text';
import { bytes } from '../support/bytes';

const textOf = (hex: string) => readNdefText(bytes(hex));
const text = (value: string) => ({ kind: 'text', text: value });

describe('an NDEF message', () => {
  it.each([
    ['in UTF-8', 'D1010F5402656E42C3BC6368657220F09F939A', 'Bücher 📚'],
    ['in UTF-16, big end first', 'D1010F5482656E004200FC0063006800650072', 'Bücher'],
    ['in UTF-16 with its mark, big end first', 'D101115482656EFEFF004200FC0063006800650072', 'Bücher'],
    ['in UTF-16 with its mark, little end first', 'D101115482656EFFFE4200FC006300680065007200', 'Bücher'],
    ['in two chunks', 'B101085402656E424F4F4B2D560003303432', 'BOOK-042'],
    ['in three chunks', 'B101085402656E424F4F4B2D3600013056000234 32', 'BOOK-042'],
    ['that is long', `C1010000012F5402656E${'78'.repeat(300)}`, 'x'.repeat(300)],
    ['without a language', 'D10104540041 4243', 'ABC'],
    ['after a URI', '910103550161 62 510106540265 6E414243', 'ABC'],
    ['with an id', 'D901060154 69 02656E414243', 'ABC'],
  ])('brings a text record %s', (_, hex, expected) => expect(textOf(hex)).toEqual(text(expected)));

  it('brings the first of two text records', () => {
    expect(textOf('910105540265 6E4142 510105540265 6E4344')).toEqual(text('AB'));
  });

  it.each([
    ['a URI', `D10117551E${Buffer.from('grai:0614141.12345.400').toString('hex')}`],
    ['an empty record', 'D00000'],
    ['a media type', 'D2010241 6162'],
    ['nothing', ''],
  ])('of %s brings no text', (_, hex) => expect(textOf(hex)).toEqual({ kind: 'none' }));

  it.each([
    ['its last chunk is missing', 'B101085402656E424F4F4B2D'],
    ['its last chunk is cut off', 'B101085402656E424F4F4B2D5600033034'],
    ['a chunk has a type of its own', 'B101085402656E424F4F4B2D5601035430 3432'],
    ['a record comes before the chunk ends', 'B101085402656E424F4F4B2D D1010554 02656E4142'],
    ['it begins with a chunk’s end', '560003303432'],
    ['its end is not marked', '910105540265 6E4142'],
    ['its payload is cut off', 'D1010F5402656E42'],
    ['its header is cut off', 'D1'],
    ['its long length is cut off', 'C101000001'],
    ['its text is not UTF-8', 'D10105540265 6EC328'],
    ['its UTF-16 has half a letter', 'D1010454 82656E00'],
    ['its UTF-16 has half a pair', 'D1010554 82656ED83D'],
    ['its language is longer than its payload', 'D101035405656E'],
    ['its text record is empty', 'D1010054'],
  ])('is broken where %s', (_, hex) => expect(textOf(hex)).toEqual({ kind: 'broken' }));

  it('is read as it is written', () => {
    expect(readNdefText(ndefTextMessage('Bücher 📚'))).toEqual(text('Bücher 📚'));
    expect(() => ndefTextMessage('x'.repeat(253))).toThrow('256 bytes do not fit');
  });

  it('cut off or changed in any byte is never a crash', () => {
    const whole = bytes('B101085402656E424F4F4B2D560003303432');
    for (let at = 0; at < whole.length; at++) {
      expect(readNdefText(whole.slice(0, at)).kind).not.toBe('text');
      for (let bit = 0; bit < 8; bit++) {
        readNdefText(whole.map((byte, place) => (place === at ? byte ^ (1 << bit) : byte)));
      }
    }
  });
});

import { bytesForText, findNdef, type2Text } from '../../src/tags/type-2-memory';
import { bytes, latin1 } from '../support/bytes';

const SIZE = 144;
const memory = (hex: string) => [...bytes(hex), ...new Array<number>(SIZE).fill(0)].slice(0, SIZE);
const BOOK = 'D101085402656E626F6F6B31';

describe('the memory of an NTAG or Ultralight', () => {
  it.each([
    ['at its beginning', `030C${BOOK}FE`],
    ['after lock bytes, as an NTAG213 comes', `0103A00C34030C${BOOK}FE`],
    ['after empty bytes', `0000030C${BOOK}FE`],
    ['with a length of three bytes', `03FF000C${BOOK}FE`],
    ['without an end', `030C${BOOK}`],
  ])('has the text of its NDEF message %s', (_, hex) => {
    expect(type2Text(memory(hex), SIZE)).toEqual({ text: 'book1', quality: 'whole' });
  });

  it('is read only as far as its message goes', () => {
    const whole = memory(`030C${BOOK}FE`);
    expect(bytesForText(whole.slice(0, 4), SIZE)).toBe(14);
    expect(bytesForText([0x03], SIZE)).toBe(2);
    expect(bytesForText(memory('03FF').slice(0, 2), SIZE)).toBe(3);
    expect(bytesForText(latin1('book'), SIZE)).toBe(48);
    expect(bytesForText([0xfe], SIZE)).toBe(48);
  });

  it.each([
    ['blank', '', ''],
    ['formatted and empty', '0300FE', ''],
    ['of an empty record', '0303D00000FE', ''],
    ['of a URI', '0306D101025501 61FE', ''],
  ])('%s has no text', (_, hex, text) => {
    expect(type2Text(memory(hex), SIZE)).toEqual({ text, quality: 'whole' });
  });

  it('that holds no NDEF has its first 48 bytes as text, as a Classic tag', () => {
    const plain = [...latin1('book-77 Ümläut', 48), ...latin1('beyond', SIZE - 48)];
    expect(type2Text(plain, SIZE)).toEqual({ text: 'book-77 Ümläut', quality: 'whole' });
  });

  it.each([
    ['a message that is cut off', '0308D101085402656E62FE'],
    ['a message longer than the memory', '03FFFFFF D1'],
  ])('with %s has no text, and says so', (_, hex) => {
    expect(type2Text(memory(hex), SIZE)).toEqual({ text: '', quality: 'half-written' });
  });

  it('is searched to its end and no further, whatever it holds', () => {
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        const place = findNdef([first, second, ...new Array<number>(14).fill(second)], 16);
        expect(place.kind).not.toBe('more');
      }
    }
  });
});

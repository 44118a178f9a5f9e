import { classicText } from '../../src/tags/classic-memory';
import { type2Text } from '../../src/tags/type-2-memory';
import {
  classicBytes,
  classicWrites,
  type PlaceWrite,
  textRefusal,
  type2Bytes,
  type2Writes,
} from '../../src/tags/write-plan';
import { bytes, latin1 } from '../support/bytes';

const SIZE = 144;
const TEXTS = ['b', 'book-77', 'x'.repeat(16), 'an id of thirty-six characters, Ümlaut', 'y'.repeat(48)];

function value<T>(planned: { ok: true; value: T } | { ok: false; refusal: { message: string } }): T {
  if (!planned.ok) throw new Error(planned.refusal.message);
  return planned.value;
}

/** A memory after the first `count` writes, the next one cut off after `torn` of its bytes. */
function cutOff(
  memory: readonly number[],
  writes: readonly PlaceWrite[],
  offset: number,
  count: number,
  torn: number,
) {
  const now = [...memory];
  writes.slice(0, count + 1).forEach(({ place, bytes: written }, at) => {
    const kept = at < count ? written : written.slice(0, torn);
    kept.forEach((byte, i) => {
      now[(place - offset) * written.length + i] = byte;
    });
  });
  return now;
}

describe('writing a Classic tag', () => {
  it('writes the 48 bytes that SimpleMFRC522 writes', () => {
    expect(value(classicBytes('BOOK-000042'))).toEqual(latin1('BOOK-000042', 48));
  });

  it('writes only the blocks that change, and nothing where none does', () => {
    const now = latin1('book-1', 48);
    expect(classicWrites(now, latin1('book-1', 48))).toEqual([]);
    expect(classicWrites(now, latin1('book-2', 48)).map(({ place }) => place)).toEqual([8]);
    expect(classicWrites(new Array<number>(48).fill(0), now).map(({ place }) => place)).toEqual([
      8, 9, 10, 8,
    ]);
  });

  it.each(TEXTS.flatMap((from) => TEXTS.map((to) => [from, to] as const)))(
    'from %s to %s reads as the one, the other or none after any write',
    (from, to) => {
      const before = value(classicBytes(from));
      const writes = classicWrites(before, value(classicBytes(to)));
      for (let count = 0; count <= writes.length; count++) {
        const { text } = classicText(cutOff(before, writes, 8, count, 0));
        expect(count === writes.length ? [to] : [from, '']).toContain(text);
      }
    },
  );

  it('refuses what does not fit', () => {
    expect(classicBytes('x'.repeat(49))).toMatchObject({ ok: false, refusal: { code: 'text-too-long' } });
    expect(classicBytes('book 📚')).toMatchObject({ ok: false, refusal: { code: 'text-not-writable' } });
    expect(classicBytes('Ł')).toMatchObject({ ok: false, refusal: { code: 'text-not-writable' } });
  });
});

describe('writing an NTAG', () => {
  const memory = (hex: string) => [...bytes(hex), ...new Array<number>(SIZE).fill(0)].slice(0, SIZE);
  const pages = (count: number, offset: number) => (write: PlaceWrite) =>
    write.bytes.length === 4 && write.place >= offset && write.place < offset + count;

  it.each([
    ['blank', ''],
    ['formatted', '0300FE'],
    ['as an NTAG213 comes', '0103A00C340300FE'],
    ['with another text', '031CD101185402656E626F6F6B2D616C6C2D616E6F746865722D6F6E6531FE'],
  ])('%s: its text is the new one only after the last page, before that none or the old one', (_, hex) => {
    const before = memory(hex);
    for (const text of ['b', 'book-77', 'Bücher 📚', 'z'.repeat(120)]) {
      const image = value(type2Bytes(text, before.slice(0, 12), SIZE));
      const writes = type2Writes(image, before.slice(0, 12));
      expect(writes.every(pages(SIZE / 4, 4))).toBe(true);
      const old = type2Text(before, SIZE).text;
      for (let count = 0; count < writes.length; count++) {
        expect([old, '']).toContain(type2Text(cutOff(before, writes, 4, count, 0), SIZE).text);
      }
      const after = cutOff(before, writes, 4, writes.length, 0);
      expect(type2Text(after, SIZE)).toEqual({ text, quality: 'whole' });
    }
  });

  it('leaves the lock control in front of the message', () => {
    const before = memory('0103A00C340300FE');
    const image = value(type2Bytes('book-77', before, SIZE));
    expect(image.bytes.slice(0, 5)).toEqual(bytes('0103A00C34'));
    expect(type2Writes(image, before).map(({ place }) => place)).not.toContain(4);
  });

  it('refuses what does not fit, and takes what just does', () => {
    expect(type2Bytes('x'.repeat(39), [], 48)).toMatchObject({ ok: true });
    expect(type2Bytes('x'.repeat(40), [], 48)).toMatchObject({
      ok: false,
      refusal: { code: 'text-too-long' },
    });
    expect(type2Bytes('📚'.repeat(10), [], 48)).toMatchObject({ ok: false });
    expect(type2Bytes('x'.repeat(248), [], 872)).toMatchObject({ ok: false });
    expect(type2Bytes('x'.repeat(247), [], 872)).toMatchObject({ ok: true });
  });

  it('fits a text into a memory to its last byte', () => {
    const image = value(type2Bytes('x'.repeat(39), [], 48));
    expect(image.bytes).toHaveLength(48);
    expect(type2Text(image.bytes, 48)).toEqual({ text: 'x'.repeat(39), quality: 'whole' });
  });
});

describe('a text for any tag', () => {
  it.each(['book-77', 'Bücher 📚', 'a b'])('may be %j', (text) => expect(textRefusal(text)).toBeUndefined());

  it.each([' book', 'book ', 'bo\nok', 'bo\0ok', 'bo\u0085ok', 'u\u0308', '\ud83d'])('is not %j', (text) => {
    expect(textRefusal(text)).toMatchObject({ code: 'text-not-writable' });
  });

  it('is not empty', () => expect(textRefusal('')).toMatchObject({ code: 'text-empty' }));
});

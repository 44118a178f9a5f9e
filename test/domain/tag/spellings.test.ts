import fc from 'fast-check';
import { firstBytesOf, isSameTag, spellingsOf } from '../../../domain/tag/spellings';

/** The library's first tag: UID 59 E5 97 1A, check byte 31. */
const NUMBER = '386103974449';
const ONE = ['59E5971A', '59e5971a', '59:E5:97:1A', '59-e5-97-1a', '1A97E559', '1a:97:e5:59', NUMBER];
const OTHER = [
  '59E5971B',
  '1A97E55A',
  '386103974448',
  '91454302112',
  '59E5971A00',
  '59:E5-97:1A',
  '59E5971',
  'book-77',
];

/** 04A2B3C4D5E680, a tag of 7 bytes: SimpleMFRC522 reads 88 04 A2 B3 and the check byte 9D. */
const SEVEN = [
  '04A2B3C4D5E680',
  '04a2b3c4d5e680',
  '04:A2:B3:C4:D5:E6:80',
  '80E6D5C4B3A204',
  '80-e6-d5-c4-b3-a2-04',
];
const SHARED = String(0x88_04_a2_b3_9d);

describe('two ids of tags', () => {
  it.each([
    ONE,
    SEVEN,
    ['E00401005A3B1C2D', '2D1C3B5A000104E0'],
    ['3074257BF7194E4000001A85', '3074257bf7194e4000001a85'],
  ])('are of one tag where their bytes are: %s', (...ids) => {
    for (const a of ids) for (const b of ids) expect([a, b, isSameTag(a, b)]).toEqual([a, b, true]);
  });

  it.each(OTHER)('are of two where they are not: %s', (id) => {
    for (const one of ONE) expect(isSameTag(one, id)).toBe(false);
  });

  it('may be of one tag where one is the number that all tags of seven bytes with the same first three share', () => {
    for (const id of SEVEN) {
      expect([isSameTag(id, SHARED), isSameTag(SHARED, id)]).toEqual([true, true]);
    }
    expect(isSameTag(SHARED, '04A2B300000080')).toBe(true);
    expect(isSameTag(SHARED, '04A2B400000080')).toBe(false);
    expect(isSameTag('04A2B3C4D5E680', '04A2B300000080')).toBe(false);
  });

  it('are not where a number has a wrong check byte', () => {
    expect(isSameTag(String(Number(SHARED) + 1), '04A2B3C4D5E680')).toBe(false);
    expect(isSameTag(`0${NUMBER}`, '59E5971A')).toBe(false);
  });
});

describe('the spellings of a tag', () => {
  it('are those by which it is looked for, without its own', () => {
    expect(spellingsOf(NUMBER).sort()).toEqual(
      [
        ...['59E5971A', '59e5971a', '59:E5:97:1A', '59:e5:97:1a', '59-E5-97-1A', '59-e5-97-1a'],
        ...['1A97E559', '1a97e559', '1A:97:E5:59', '1a:97:e5:59', '1A-97-E5-59', '1a-97-e5-59'],
        String(0x1a_97_e5_59_31),
      ].sort(),
    );
  });

  it('of seven bytes hold the number that it shares', () => {
    expect(spellingsOf('04a2b3c4d5e680')).toContain(SHARED);
  });

  it.each(['book-77', 'tag', 'inv-0', '12345', 'a'.repeat(64)])(
    'are none where the id is no bytes: %s',
    (id) => {
      expect(spellingsOf(id)).toEqual([]);
    },
  );

  it('of a shared number are not listed: its tags are found by how their ids begin', () => {
    expect(firstBytesOf(SHARED)).toEqual([
      '04a2b3',
      '04A2B3',
      '04:a2:b3',
      '04:A2:B3',
      '04-a2-b3',
      '04-A2-B3',
    ]);
    expect(firstBytesOf(NUMBER)).toEqual([]);
    expect(firstBytesOf('04A2B3C4D5E680')).toEqual([]);
  });

  it('are all of the same tag, and few', () => {
    const bytes = fc
      .constantFrom(4, 7, 8, 10, 12)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(bytes, (uid) => {
        const id = Buffer.from(uid).toString('hex');
        const spellings = spellingsOf(id);
        return (
          spellings.length <= 27 &&
          !spellings.includes(id) &&
          spellings.every((other) => isSameTag(id, other))
        );
      }),
    );
  });
});

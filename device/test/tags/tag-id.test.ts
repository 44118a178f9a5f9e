import { checkByteOf, hexOf, tagIdOf } from '../../src/tags/tag-id';

const bytes = (hex: string) => [...Buffer.from(hex, 'hex')];

describe('the id of a tag', () => {
  it.each([
    ['59E5971A', 0x31, '386103974449'],
    ['DEADBEEF', 0x22, '956397711138'],
    ['0A0B0C0D', 0x00, '43135012096'],
    ['00000001', 0x01, '257'],
    ['88041122', 0xbf, '584183784127'],
    ['FFFFFFFF', 0x00, '1099511627520'],
  ])('of four bytes, %s, is the number that SimpleMFRC522 reads', (uid, check, id) => {
    expect(checkByteOf(bytes(uid))).toBe(check);
    expect(tagIdOf(bytes(uid))).toBe(id);
  });

  it.each(['04A2B3C4D5E680', '20000000000001', '53123456789AB1', '04112233445566', '04010203040506070809'])(
    'of more than four bytes, %s, is hexadecimal, even where a number would do',
    (uid) => expect(tagIdOf(bytes(uid))).toBe(uid.toLowerCase()),
  );

  it('of eight bytes is hexadecimal: two that are one number to JavaScript stay two', () => {
    const ids = ['E00401005A3B1C2D', 'E00401005A3B1C2E'].map((uid) => tagIdOf(bytes(uid)));
    expect(ids).toEqual(['e00401005a3b1c2d', 'e00401005a3b1c2e']);
    expect(Number(0xe00401005a3b1c2dn)).toBe(Number(0xe00401005a3b1c2en));
  });

  it('keeps leading zeros of hexadecimal', () => expect(hexOf([0, 1, 0xab])).toBe('0001ab'));
});

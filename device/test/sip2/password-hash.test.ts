import { hashPassword, isPassword, isPasswordHash } from '../../src/sip2/password-hash';

// RFC 7914, section 12, second vector, in PHC string form.
const RFC_7914 =
  '$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA';

describe('the hash of a kiosk’s password', () => {
  it('knows its password and no other, and has a salt of its own', async () => {
    const hash = await hashPassword(Buffer.from('geheim'));
    expect(isPasswordHash(hash)).toBe(true);
    expect(hash).not.toBe(await hashPassword(Buffer.from('geheim')));
    expect(await isPassword(Buffer.from('geheim'), hash)).toBe(true);
    expect(await isPassword(Buffer.from('Geheim'), hash)).toBe(false);
  });

  it.each([
    ['a bare password', 'geheim'],
    ['another kind', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA'],
    ['one that wants more than a small machine has', RFC_7914],
    ['one that costs nothing', '$scrypt$ln=1,r=8,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA'],
  ])('is not %s', async (_, text) => {
    expect(isPasswordHash(text)).toBe(false);
    expect(await isPassword(Buffer.from('geheim'), text)).toBe(false);
  });
});

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** PHC string format: `$scrypt$ln=15,r=8,p=1$salt$hash`, both in base64 without padding. */
const FORM =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
/** OWASP's least for r 8 and p 3, and one check is 0.1 s on a Raspberry Pi: kiosks log in once a connection. */
const LN = 15;
const R = 8;
const P = 3;
const MAX_LN = 17;
const MAX_R = 16;
const MAX_P = 4;

type Parts = { ln: number; r: number; p: number; salt: Buffer; hash: Buffer };

/** Whether this is a hash that `isPassword` can check, within what a small machine has memory for. */
export const isPasswordHash = (text: string): boolean => partsOf(text) !== undefined;

/** A hash with a salt of its own. */
export async function hashPassword(password: Buffer, salt: Buffer = randomBytes(16)): Promise<string> {
  const hash = await derive(password, { ln: LN, r: R, p: P, salt }, 32);
  return `$scrypt$ln=${LN},r=${R},p=${P}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether the password is the one that was hashed; takes as long whatever the answer. */
export async function isPassword(password: Buffer, hashed: string): Promise<boolean> {
  const parts = partsOf(hashed);
  if (parts === undefined) return false;
  return timingSafeEqual(await derive(password, parts, parts.hash.length), parts.hash);
}

function derive(password: Buffer, { ln, r, p, salt }: Omit<Parts, 'hash'>, length: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (fault, key) => (fault ? reject(fault) : resolve(key)));
  });
}

function partsOf(text: string): Parts | undefined {
  const [, ln, r, p, salt, hash] = FORM.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const [lnOf, rOf, pOf] = [Number(ln), Number(r), Number(p)];
  const isWithin = lnOf >= 10 && lnOf <= MAX_LN && rOf >= 1 && rOf <= MAX_R && pOf >= 1 && pOf <= MAX_P;
  if (!isWithin) return undefined;
  return { ln: lnOf, r: rOf, p: pOf, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { type Refusal, refusal } from './refusal';
import { VERSION } from './version';

/** A bundle is three lines and a body: this mark, a manifest in JSON, the manifest's signature in base64, the code. */
const MARK = 'shelflog-reader-bundle 1';
const MARK_BEGINS = 'shelflog-reader-bundle ';
const LINES = 3;

export const MAX_HEADER_BYTES = 4096;
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

const manifestSchema = z.strictObject({
  version: z.string().regex(VERSION),
  platform: z.string().max(20),
  arch: z.string().max(20),
  /** What the code takes from the reader's own installation, compiled parts above all, by name and exact version. */
  needs: z.record(z.string().max(100), z.string().max(40)),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Manifest = Readonly<z.output<typeof manifestSchema>>;
export type Header = { readonly manifest: Manifest; readonly bodyStart: number };

/** The header at the beginning of these bytes, signed by one of the keys; `more` while it may not be whole yet. */
export function readHeader(
  bytes: Uint8Array,
  keys: readonly KeyObject[],
): { readonly header: Header } | { readonly refused: Refusal } | 'more' {
  const lines = splitLines(bytes);
  if (!lines)
    return couldBecomeHeader(bytes) ? 'more' : { refused: refusal('not-a-bundle', noBundle(bytes)) };
  const { mark, manifest, signature, bodyStart } = lines;
  if (mark !== MARK) return { refused: refusal('not-a-bundle', `it begins with "${mark.slice(0, 40)}"`) };
  if (signature === '') return { refused: refusal('unsigned', 'it bears no signature') };
  const signed = signedBytes(manifest);
  const mine = keys.some((key) => verify(null, signed, key, Buffer.from(signature, 'base64')));
  if (!mine) {
    return { refused: refusal('bad-signature', `none of the ${keys.length} pinned keys has signed it`) };
  }
  const parsed = manifestSchema.safeParse(parseJson(manifest));
  if (!parsed.success) return { refused: refusal('not-a-bundle', 'its manifest is of another format') };
  return { header: { manifest: parsed.data, bodyStart } };
}

/** The code of a bundle that is whole and signed, as it was signed. */
export function readBundle(
  bytes: Uint8Array,
  keys: readonly KeyObject[],
): { readonly manifest: Manifest; readonly code: Buffer } | { readonly refused: Refusal } {
  const read = readHeader(bytes, keys);
  if (read === 'more') return { refused: refusal('cut', 'it ends inside its header') };
  if ('refused' in read) return read;
  const { manifest, bodyStart } = read.header;
  const code = Buffer.from(bytes.subarray(bodyStart));
  if (code.length < manifest.size)
    return { refused: refusal('cut', `${code.length} of ${manifest.size} bytes`) };
  const sha256 = createHash('sha256').update(code).digest('hex');
  if (sha256 !== manifest.sha256) {
    return { refused: refusal('altered', 'its code is not what was signed') };
  }
  return { manifest, code };
}

/** A bundle of this code, signed with an Ed25519 private key. */
export function encodeBundle(
  code: Uint8Array,
  manifest: Omit<Manifest, 'size' | 'sha256'>,
  key: KeyObject,
): Buffer {
  const sha256 = createHash('sha256').update(code).digest('hex');
  const line = JSON.stringify({ ...manifest, size: code.length, sha256 });
  const signature = sign(null, signedBytes(line), key).toString('base64');
  return Buffer.concat([Buffer.from(`${MARK}\n${line}\n${signature}\n`), code]);
}

/** The mark is signed with it: the same key may one day sign another format. */
const signedBytes = (manifest: string) => Buffer.from(`${MARK}\n${manifest}`);

function splitLines(bytes: Uint8Array) {
  const head = Buffer.from(bytes.subarray(0, MAX_HEADER_BYTES));
  const ends: number[] = [];
  for (let at = head.indexOf(10); at >= 0 && ends.length < LINES; at = head.indexOf(10, at + 1))
    ends.push(at);
  const [first, second, third] = ends;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  return {
    mark: head.toString('utf8', 0, first),
    manifest: head.toString('utf8', first + 1, second),
    signature: head.toString('utf8', second + 1, third),
    bodyStart: third + 1,
  };
}

const couldBecomeHeader = (bytes: Uint8Array) =>
  bytes.length < MAX_HEADER_BYTES &&
  MARK_BEGINS.startsWith(Buffer.from(bytes.subarray(0, MARK_BEGINS.length)).toString('latin1'));

const noBundle = (bytes: Uint8Array) =>
  bytes.length < MAX_HEADER_BYTES ? 'it does not begin as one' : 'its header does not end';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

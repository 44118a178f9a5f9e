import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readBundle } from '../../device/src/update/bundle-format';
import { parseUpdateKeys } from '../../device/src/update/update-keys';
import { messageOf, WrongUse } from '../lib/failure';

export type BundleFile = { readonly bytes: Buffer; readonly sha256: string };

/** A bundle of this version, as readers with these keys would take it: what they would all refuse is not sent.
 *  Errors: WrongUse, with the reason. */
export async function readBundleFile(version: string, file: string, keysFile: string): Promise<BundleFile> {
  const [bytes, pem] = await Promise.all([contentOf(file), contentOf(keysFile)]);
  const keys = parseUpdateKeys(keysFile, pem.toString());
  if ('fault' in keys) throw new WrongUse(keys.fault.message);
  const bundle = readBundle(bytes, keys.keys);
  if ('refused' in bundle) throw new WrongUse(`${file}: ${bundle.refused.reason} (${bundle.refused.code}).`);
  if (bundle.manifest.version !== version) {
    throw new WrongUse(`${file} is version ${bundle.manifest.version}, not ${version}.`);
  }
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new WrongUse(`${file} cannot be read: ${messageOf(cause)}.`);
  }
}

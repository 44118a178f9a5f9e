import { generateKeyPairSync } from 'node:crypto';
import { encodeBundle, type Manifest } from '../../src/update/bundle-format';
import type { UpdateContext } from '../../src/update/carry-out-job';
import type { Disk } from '../../src/update/disk';
import type { Machine } from '../../src/update/installed-parts';

export const signer = generateKeyPairSync('ed25519');
export const spare = generateKeyPairSync('ed25519');
export const stranger = generateKeyPairSync('ed25519');
export const pinned = [spare.publicKey, signer.publicKey];

export const machine: Machine = {
  platform: 'linux',
  arch: 'arm64',
  partVersion: (name) => (name === 'aws-crt' ? '1.33.1' : undefined),
};

type Manifested = Partial<Omit<Manifest, 'size' | 'sha256'>>;

export const bundleOf = (code: string, more: Manifested = {}, key = signer.privateKey): Buffer =>
  encodeBundle(
    Buffer.from(code),
    { version: '0.3.0', platform: 'linux', arch: 'arm64', needs: { 'aws-crt': '1.33.1' }, ...more },
    key,
  );

/** In pieces, as a network brings it. */
export async function* inPieces(bytes: Uint8Array, size = 100): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const contextOf = (
  disk: Disk,
  bundle: Uint8Array,
  more: Partial<UpdateContext> = {},
): UpdateContext => ({
  disk,
  dir: '/slots',
  keys: pinned,
  machine,
  running: { slot: null, version: '0.2.0', settings: {} },
  download: () => inPieces(bundle),
  ...more,
});

export const updateJob = (version = '0.3.0', jobId = 'job-1') => ({
  jobId,
  document: { operation: 'update', version, url: 'https://bundles.example/reader.bundle' },
});

import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { encodeBundle } from '../src/update/bundle-format';
import { VERSION } from '../src/update/version';
import { buildCode } from './build-code';

const USAGE = `Makes a signed bundle of the reader's program, for updates from afar.

  npx tsx device/bundle/make-bundle.ts --version 0.3.0 --key update-1.key.pem --out reader-0.3.0.bundle

  --version  three numbers; readers take none that is older than theirs
  --key      an Ed25519 private key (openssl genpkey -algorithm ed25519 -out update-1.key.pem)
  --out      the bundle
  --arch     arm64 (default) or x64`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      version: { type: 'string' },
      key: { type: 'string' },
      out: { type: 'string' },
      arch: { type: 'string', default: 'arm64' },
    },
  });
  const { version, key, out, arch } = values;
  if (!version || !VERSION.test(version) || !key || !out || !arch) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const privateKey = createPrivateKey(readFileSync(key));
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    process.stderr.write(`${key} is a key of kind ${privateKey.asymmetricKeyType}, not Ed25519\n`);
    return 2;
  }
  const { code, needs } = await buildCode();
  const bundle = encodeBundle(code, { version, platform: 'linux', arch, needs }, privateKey);
  writeFileSync(out, bundle);
  process.stdout.write(`${out}: version ${version} for linux ${arch}, ${bundle.length} bytes\n`);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(3);
  },
);

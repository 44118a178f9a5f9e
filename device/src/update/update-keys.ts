import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { errorCode } from '../config/error-code';
import type { Fault } from '../config/fault';

const PEM_KEY = /-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----/g;

/** With two, one that is lost or stolen does not strand the readers: the other signs what replaces it. */
const PINNED = 2;

/** The two Ed25519 public keys in this PEM file. */
export function readUpdateKeys(
  file: string,
): { readonly keys: readonly KeyObject[] } | { readonly fault: Fault } {
  try {
    return parseUpdateKeys(file, readFileSync(file, 'utf8'));
  } catch (error) {
    const message = `${file}: the update keys cannot be read (${errorCode(error)}): run setup with --update-keys`;
    return { fault: { code: 'update-keys-unreadable', message } };
  }
}

export function parseUpdateKeys(
  file: string,
  pem: string,
): { keys: readonly KeyObject[] } | { fault: Fault } {
  const keys = (pem.match(PEM_KEY) ?? []).flatMap((block) => toKey(block));
  const different = new Set(keys.map((key) => key.export({ type: 'spki', format: 'pem' })));
  if (keys.length === PINNED && different.size === PINNED) return { keys };
  const message = `${file}: holds ${different.size} Ed25519 public keys, and an update needs exactly ${PINNED} pinned: run setup with --update-keys`;
  return { fault: { code: 'update-keys-unreadable', message } };
}

function toKey(pem: string): KeyObject[] {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? [key] : [];
  } catch {
    return [];
  }
}

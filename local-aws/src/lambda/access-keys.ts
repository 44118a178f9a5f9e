import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The access key id under which a function or role calls the local gateway: 20 characters, the same at every
 *  start. */
export function accessKeyId(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  const letters = Array.from(digest.subarray(0, 11), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `AKIALOCAL${letters.join('')}`;
}

/** A role's name, under which a service that takes the role calls the gateway. */
export function roleNameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

/** Credentials for the AWS SDK in the name of a function or role. The local gateway reads the key id only. */
export function credentialsOf(name: string): { accessKeyId: string; secretAccessKey: string } {
  return { accessKeyId: accessKeyId(name), secretAccessKey: 'local' };
}

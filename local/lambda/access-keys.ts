import { createHash } from 'node:crypto';
import type { StackModel } from '../stack-model';

export type LocalPrincipal = { readonly functionName: string; readonly roleArn: string };

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The access key id under which a function calls the local gateway: 20 characters, the same at every start. */
export function accessKeyId(functionName: string): string {
  const digest = createHash('sha256').update(functionName).digest();
  const letters = Array.from(digest.subarray(0, 11), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `AKIALOCAL${letters.join('')}`;
}

/** Which function and role stands behind each access key id of the local stack. */
export function principalsByAccessKey(model: StackModel): ReadonlyMap<string, LocalPrincipal> {
  return new Map(
    model.functions.map(({ name, roleArn }) => [accessKeyId(name), { functionName: name, roleArn }]),
  );
}

/** Credentials for the AWS SDK in a function's name. The local gateway reads the key id only. */
export function credentialsOf(functionName: string): { accessKeyId: string; secretAccessKey: string } {
  return { accessKeyId: accessKeyId(functionName), secretAccessKey: 'local' };
}

import { buffer } from 'node:stream/consumers';
import { hashPassword } from '../sip2/password-hash';
import { EXIT, type ExitCode } from './exit-code';
import { note, print } from './output';

/** `sip2-password`: the hash of the password on standard input, for the config of `sip2`. */
export async function sip2Password(): Promise<ExitCode> {
  if (process.stdin.isTTY) note('Type the password and end with Enter and Ctrl-D.');
  const password = (await buffer(process.stdin)).toString('latin1').replace(/[\r\n]+$/, '');
  if (password === '') {
    note('There is no password on standard input.');
    return EXIT.wrongUse;
  }
  print(await hashPassword(Buffer.from(password, 'latin1')));
  return EXIT.done;
}

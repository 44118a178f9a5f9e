import { checksumOf } from './checksum';
import type { Sip2Request } from './request';

/** What is answered: the code with its fixed places, then fields in this order. Texts hold a character a byte. */
export type Sip2Answer = {
  readonly head: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
};

/** Asks the kiosk to send its last message again. It has no sequence number, for none could be read. */
export const RESEND_PLEASE = `96AZ${checksumOf('96AZ')}`;

const NOT_IN_A_FIELD = /[|\r\n]/g;

/** The line of an answer, without its end: counted and summed where the message that it answers was. */
export function formatAnswer(
  { head, fields }: Sip2Answer,
  { sequence, hasChecksum }: Pick<Sip2Request, 'sequence' | 'hasChecksum'>,
): string {
  const body = fields.map(([name, value]) => `${name}${value.replace(NOT_IN_A_FIELD, ' ')}|`).join('');
  const counted = `${head}${body}${sequence === undefined ? '' : `AY${sequence}`}`;
  return hasChecksum ? `${counted}AZ${checksumOf(`${counted}AZ`)}` : counted;
}

import { checksumOf } from './checksum';

/** Of each message that is answered, how many characters of fixed places follow its code. */
const FIXED_LENGTHS = {
  '93': 2,
  '99': 8,
  '11': 38,
  '09': 37,
  '17': 18,
  '23': 21,
  '35': 18,
  '37': 25,
  '63': 31,
  '97': 0,
} as const;

export type RequestCode = keyof typeof FIXED_LENGTHS;

/** A message of a kiosk. Texts hold a character a byte, in whatever encoding the kiosk has. */
export type Sip2Request = {
  readonly code: RequestCode;
  readonly fixed: string;
  /** By its two letters; of a field that comes twice, the first. */
  readonly fields: ReadonlyMap<string, string>;
  /** The digit after AY, where the kiosk counts its messages. */
  readonly sequence?: string;
  readonly hasChecksum: boolean;
};

/** `garbled`: the checksum is wrong. `unknown`: no message that is answered. `short`: its fixed places are cut off. */
export type RequestFault = 'garbled' | 'unknown' | 'short';

const TAIL = /(?:AY([0-9]))?(AZ([0-9A-Fa-f]{4}))?$/;
const FIELD = /^([A-Z][A-Z0-9])(.*)$/s;

/** Reads one line without its end. The order of fields is free; unknown ones are read over. */
export function parseRequest(line: string): Sip2Request | { readonly fault: RequestFault } {
  const tail = TAIL.exec(line);
  const [, sequence, error, checksum] = tail ?? [];
  if (checksum !== undefined) {
    const summed = line.slice(0, line.length - checksum.length);
    if (checksumOf(summed) !== checksum.toUpperCase()) return { fault: 'garbled' };
  }
  const code = line.slice(0, 2);
  if (!isRequestCode(code)) return { fault: 'unknown' };
  const body = line.slice(2, tail?.index ?? line.length);
  const length = FIXED_LENGTHS[code];
  if (body.length < length) return { fault: 'short' };
  return {
    code,
    fixed: body.slice(0, length),
    fields: fieldsOf(body.slice(length)),
    ...(sequence !== undefined && { sequence }),
    hasChecksum: error !== undefined,
  };
}

const isRequestCode = (code: string): code is RequestCode => Object.hasOwn(FIXED_LENGTHS, code);

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of text.split('|')) {
    const [, name = '', value = ''] = FIELD.exec(part) ?? [];
    if (name !== '' && !fields.has(name)) fields.set(name, value);
  }
  return fields;
}

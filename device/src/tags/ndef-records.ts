/** A record of an NDEF message, put together from its chunks. */
export type NdefRecord = {
  /** Type name format: 1 is a well-known type of the NFC Forum. */
  readonly tnf: number;
  readonly type: string;
  readonly payload: readonly number[];
};

type Part = NdefRecord & { readonly more: boolean; readonly last: boolean; readonly next: number };

const MESSAGE_END = 0x40;
const CHUNK = 0x20;
const SHORT = 0x10;
const ID_LENGTH = 0x08;
const TNF = 0x07;
const UNCHANGED = 6;

/** The records of an NDEF message (NFC Forum, NDEF 1.0), or undefined where it is cut off or against the rules:
 *  half a record may be the id of another book. */
export function ndefRecords(message: readonly number[]): NdefRecord[] | undefined {
  const records: NdefRecord[] = [];
  let begun: NdefRecord | undefined;
  for (let at = 0; at < message.length; ) {
    const part = partAt(message, at);
    if (!part || (part.tnf === UNCHANGED) !== (begun !== undefined)) return undefined;
    const record: NdefRecord = begun ? { ...begun, payload: [...begun.payload, ...part.payload] } : part;
    begun = part.more ? record : undefined;
    if (!part.more) records.push({ tnf: record.tnf, type: record.type, payload: record.payload });
    if (part.last) return begun ? undefined : records;
    at = part.next;
  }
  return undefined;
}

function partAt(message: readonly number[], start: number): Part | undefined {
  let at = start;
  const number = (bytes: number) => {
    const field = message.slice(at, at + bytes);
    at += bytes;
    return field.length < bytes ? Number.NaN : field.reduce((sum, byte) => sum * 256 + byte, 0);
  };
  const flags = number(1);
  const typeLength = number(1);
  const payloadLength = number(flags & SHORT ? 1 : 4);
  const idLength = flags & ID_LENGTH ? number(1) : 0;
  const payloadAt = at + typeLength + idLength;
  const next = payloadAt + payloadLength;
  // A length that was cut off is not a number, and neither is the sum.
  if (!(next <= message.length)) return undefined;
  const tnf = flags & TNF;
  if (tnf === UNCHANGED && typeLength > 0) return undefined;
  return {
    tnf,
    type: String.fromCharCode(...message.slice(at, at + typeLength)),
    payload: message.slice(payloadAt, next),
    more: (flags & CHUNK) !== 0,
    last: (flags & MESSAGE_END) !== 0,
    next,
  };
}

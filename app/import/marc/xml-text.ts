import { TextDecoder } from 'node:util';

export type XmlText = {
  decode(bytes: Uint8Array): string;
  end(): string;
};

const DECLARED = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;
/** As much as is looked at for the encoding that a document declares. */
const HEAD = 256;

/** Bytes of XML as text, in the encoding of its byte order mark, else the declared one, else UTF-8.
 *  Errors: throws for an encoding that is unknown, and for bytes that are not of it. */
export function xmlText(): XmlText {
  let head: Uint8Array | undefined = new Uint8Array();
  let decoder = new TextDecoder('utf-8', { fatal: true });
  const begin = (bytes: Uint8Array): string => {
    head = undefined;
    decoder = decoderOf(bytes);
    return decoder.decode(bytes, { stream: true });
  };
  return {
    decode(bytes) {
      if (head === undefined) return decoder.decode(bytes, { stream: true });
      head = Buffer.concat([head, bytes]);
      return head.length < HEAD ? '' : begin(head);
    },
    end: () => (head === undefined ? '' : begin(head)) + decoder.decode(),
  };
}

function decoderOf(head: Uint8Array): TextDecoder {
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  const declared = DECLARED.exec(Buffer.from(head.subarray(0, HEAD)).toString('latin1').replace(/^ï»¿/, ''));
  return new TextDecoder(declared?.[1] ?? 'utf-8', { fatal: true });
}

import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

export type NumberedLine = { readonly line: number; readonly bytes: Buffer };

/** The lines of a stream as the bytes they are, numbered from 1, without their ends; empty ones are left
 *  out. Holds one line at a time. */
export async function* linesOf(stream: Readable): AsyncGenerator<NumberedLine> {
  let rest: Buffer[] = [];
  let line = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      line += 1;
      const whole = withoutReturn(Buffer.concat([...rest, bytes.subarray(start, end)]));
      if (whole.length > 0) yield { line, bytes: whole };
      rest = [];
      start = end + 1;
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
  }
  const last = withoutReturn(Buffer.concat(rest));
  if (last.length > 0) yield { line: line + 1, bytes: last };
}

const withoutReturn = (bytes: Buffer) => (bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes);

/** How many lines `linesOf` would number at most: for a progress bar. */
export async function countLines(stream: Readable): Promise<number> {
  let count = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  }
  return count;
}

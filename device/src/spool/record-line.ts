import { crc32 } from 'node:zlib';

/** `crc32hex SP seq SP json LF`; the CRC is over `seq SP json`. Line feeds of the content are escaped by JSON. */
export type Line = {
  readonly seq: number;
  readonly json: string;
  /** Where it ends in the bytes it was found in, its line feed included. */
  readonly end: number;
};

export type ParsedLines = {
  readonly lines: readonly Line[];
  /** Bytes up to and with the last line feed. */
  readonly consumed: number;
  readonly damaged: Damage;
};

export type Damage = { readonly lines: number; readonly bytes: number };

export const NO_DAMAGE: Damage = { lines: 0, bytes: 0 };

const LINE_FEED = 0x0a;
const LINE = /^([0-9a-f]{8}) ((0|[1-9]\d{0,14}) (.*))$/s;
const LINE_START = /[0-9a-f]{8} \d{1,15} \{/g;

export function encodeLine(seq: number, json: string): Buffer {
  const body = Buffer.from(`${seq} ${json}\n`);
  const crc = crc32(body.subarray(0, -1)).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${crc} `), body]);
}

/** Every whole line of these bytes, in their order. A damaged stretch costs no whole line beside it, not even
 *  where the damage took the line feed between two. */
export function parseLines(bytes: Buffer): ParsedLines {
  const lines: Line[] = [];
  let damaged = NO_DAMAGE;
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    const line = parseLine(bytes.subarray(start, end), end + 1);
    if (line !== undefined) lines.push(line);
    else {
      const saved = salvage(bytes.subarray(start, end), start);
      lines.push(...saved.lines);
      damaged = addDamage(damaged, { lines: 1, bytes: end + 1 - start - saved.bytes });
    }
    start = end + 1;
  }
  return { lines, consumed: start, damaged };
}

/** The one line of a file that is replaced as a whole, or undefined where it is damaged. */
export function parseOnlyLine(bytes: Buffer): Line | undefined {
  const { lines, consumed } = parseLines(bytes);
  return consumed === bytes.length && lines.length === 1 ? lines[0] : undefined;
}

export const addDamage = (one: Damage, other: Damage): Damage => ({
  lines: one.lines + other.lines,
  bytes: one.bytes + other.bytes,
});

function parseLine(bytes: Buffer, end: number): Line | undefined {
  const [, crc = '', body = '', seq = '', json = ''] = LINE.exec(bytes.toString('utf8')) ?? [];
  if (crc === '' || Number.parseInt(crc, 16) !== crc32(bytes.subarray(crc.length + 1))) return undefined;
  return body === '' ? undefined : { seq: Number(seq), json, end };
}

/** Lines that lie within a damaged one, because the line feed between them is gone. */
function salvage(bytes: Buffer, offset: number): { lines: Line[]; bytes: number } {
  // One character a byte, so that places in the text are places in the bytes.
  const starts = [...bytes.toString('latin1').matchAll(LINE_START)].map(({ index }) => index);
  const lines: Line[] = [];
  let saved = 0;
  for (const [n, start] of starts.entries()) {
    const next = starts[n + 1];
    const ends = next === undefined ? [bytes.length] : [next - 1, bytes.length];
    const found = ends.map((end) => ({ end, line: parseLine(bytes.subarray(start, end), offset + end + 1) }));
    const whole = found.find(({ line }) => line !== undefined);
    if (whole?.line === undefined) continue;
    lines.push(whole.line);
    saved += whole.end + 1 - start;
  }
  return { lines, bytes: saved };
}

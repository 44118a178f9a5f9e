import { z } from 'zod';
import { encodeLine, type Line } from './record-line';

/** A file of the spool: lines in the order of their sequence numbers, after one of number 0 that says whose. */
export type Segment = {
  readonly path: string;
  /** Its name; the numbers of its scans begin here or later. */
  readonly first: number;
  /** Of its last whole scan; less than `first` where there is none. */
  last: number;
  bytes: number;
};

/** Rises when an older reader could no longer read what is written. */
export const SPOOL_FORMAT = 1;

const NAME = /^(\d{12})\.log$/;
const header = z.object({ format: z.int(), readerId: z.string() });

export type SegmentHeader = z.output<typeof header>;

export const segmentName = (first: number) => `${String(first).padStart(12, '0')}.log`;

/** The number in a segment's name, or undefined for another file of the folder. */
export function segmentFirst(name: string): number | undefined {
  const [, digits] = NAME.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

export const encodeHeader = (readerId: string): Buffer =>
  encodeLine(0, JSON.stringify({ format: SPOOL_FORMAT, readerId }));

export function parseHeader(line: Line): SegmentHeader | undefined {
  if (line.seq !== 0) return undefined;
  try {
    return header.safeParse(JSON.parse(line.json)).data;
  } catch {
    return undefined;
  }
}

const CR = 0x0d;
const LF = 0x0a;

/** Longer than any message that a kiosk has a reason to send. */
export const MAX_LINE_BYTES = 4_096;

export type Split = {
  /** Whole lines without their ends, a character a byte. */
  readonly lines: readonly string[];
  /** More than a line may have came without an end. */
  readonly isTooLong: boolean;
};

/** Cuts what comes in any pieces into lines. They end in CR; a line feed beside it belongs to nothing. */
export class LineSplitter {
  private rest = Buffer.alloc(0);

  push(chunk: Buffer): Split {
    const bytes = Buffer.concat([this.rest, chunk]);
    const lines: string[] = [];
    let start = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      if (bytes[end] !== CR && bytes[end] !== LF) continue;
      if (end - start > MAX_LINE_BYTES) return { lines, isTooLong: true };
      if (end > start) lines.push(bytes.toString('latin1', start, end));
      start = end + 1;
    }
    this.rest = bytes.subarray(start);
    return { lines, isTooLong: this.rest.length > MAX_LINE_BYTES };
  }

  /** Whether a message has begun that has not ended. */
  get isWithin(): boolean {
    return this.rest.length > 0;
  }
}

import { type FileHandle, open } from 'node:fs/promises';
import type { Line, LineValue } from '../../app/history/sum-keys';

const CHUNK_BYTES = 32 * 1024;
const TAB = 0x09;
const LINE_END = 0x0a;

/** A line as it was written. Its value is decoded when asked for: most are only compared as text. */
class WrittenLine implements Line {
  constructor(
    readonly key: string,
    private readonly bytes: Buffer,
    private readonly from: number,
    private readonly to: number,
  ) {}
  get text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }
  get value(): LineValue {
    return JSON.parse(this.text);
  }
}

/** A sorted file, one line of which is at hand. */
export class RunReader {
  /** Made from its bytes: a piece cut from longer text takes V8 ten times as long to compare. */
  key = '';
  private line: Line | undefined;
  private bytes = Buffer.alloc(0);
  private at = 0;
  private end = -1;
  constructor(private readonly handle: FileHandle) {}

  hasBuffered = () => this.end >= 0;

  advanceBuffered(): true {
    const { bytes, at, end } = this;
    const tab = bytes.indexOf(TAB, at);
    this.key = bytes.toString('utf8', at, tab);
    this.line = new WrittenLine(this.key, bytes, tab + 1, end);
    this.at = end + 1;
    this.end = bytes.indexOf(LINE_END, this.at);
    return true;
  }

  take(): Line {
    if (this.line === undefined) throw new Error('No line of the run is at hand.');
    return this.line;
  }

  /** False at the end of the file. */
  async advance(): Promise<boolean> {
    while (!this.hasBuffered()) {
      // Lines that were taken still lie in the bytes before.
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await this.handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return false;
      this.bytes = Buffer.concat([this.bytes.subarray(this.at), chunk.subarray(0, bytesRead)]);
      this.at = 0;
      this.end = this.bytes.indexOf(LINE_END);
    }
    return this.advanceBuffered();
  }

  close = () => this.handle.close();
}

export const openRun = async (file: string) => new RunReader(await open(file, 'r'));

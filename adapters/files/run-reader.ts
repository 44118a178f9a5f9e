import { type FileHandle, open } from 'node:fs/promises';
import type { Line, LineValue } from '../../app/rebuild/sum-keys';

const CHUNK_BYTES = 32 * 1024;

/** A line as it was written. Its value is parsed when asked for: most are only compared as text. */
class WrittenLine implements Line {
  constructor(
    readonly key: string,
    readonly text: string,
  ) {}
  get value(): LineValue {
    return JSON.parse(this.text);
  }
}

/** A sorted file, one line of which is at hand. */
export class RunReader {
  key = '';
  private text = '';
  private lines: string[] = [];
  private at = 0;
  private rest = '';
  private readonly decoder = new TextDecoder();
  private readonly buffer = Buffer.alloc(CHUNK_BYTES);
  constructor(private readonly handle: FileHandle) {}

  hasBuffered = () => this.at < this.lines.length;

  advanceBuffered(): true {
    const line = this.lines[this.at] ?? '';
    this.at += 1;
    const tab = line.indexOf('\t');
    this.key = line.slice(0, tab);
    this.text = line.slice(tab + 1);
    return true;
  }

  take = (): Line => new WrittenLine(this.key, this.text);

  /** False at the end of the file. */
  async advance(): Promise<boolean> {
    while (!this.hasBuffered()) {
      const { bytesRead } = await this.handle.read(this.buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return false;
      const text = this.rest + this.decoder.decode(this.buffer.subarray(0, bytesRead), { stream: true });
      this.lines = text.split('\n');
      this.rest = this.lines.pop() ?? '';
      this.at = 0;
    }
    return this.advanceBuffered();
  }

  close = () => this.handle.close();
}

export const openRun = async (file: string) => new RunReader(await open(file, 'r'));

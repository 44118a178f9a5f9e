import { type FileHandle, open } from 'node:fs/promises';
import { addLines, type Line } from '../../app/rebuild/sum-keys';

const CHUNK_BYTES = 32 * 1024;
/** Each open run holds a file descriptor. */
const MAX_RUNS_AT_ONCE = 500;

/** The lines of sorted files in one order, those with the same key made one. Memory holds a part of each. */
export async function* mergeRuns(files: readonly string[]): AsyncIterable<Line> {
  if (files.length > MAX_RUNS_AT_ONCE) {
    throw new Error(`${files.length} runs are more than can be merged at once (${MAX_RUNS_AT_ONCE}).`);
  }
  const readers = await Promise.all(files.map(openRun));
  try {
    const heap = new RunHeap();
    for (const reader of readers) if (await reader.advance()) heap.push(reader);
    let line: Line | undefined;
    for (let run = heap.top(); run !== undefined; run = heap.top()) {
      const { key } = run;
      const value = JSON.parse(run.json);
      if (line === undefined) line = { key, value };
      else if (line.key === key) line = { key, value: addLines(line.value, value) };
      else {
        yield line;
        line = { key, value };
      }
      const more = run.hasBuffered() ? run.advanceBuffered() : await run.advance();
      if (more) heap.sinkTop();
      else heap.pop();
    }
    if (line !== undefined) yield line;
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** A sorted file, one line of which is at hand. */
class RunReader {
  key = '';
  json = '';
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
    this.json = line.slice(tab + 1);
    return true;
  }

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

const openRun = async (file: string) => new RunReader(await open(file, 'r'));

/** The readers with the one whose line sorts first on top. */
class RunHeap {
  private readonly heap: RunReader[] = [];

  top = () => this.heap[0];

  push(reader: RunReader) {
    this.heap.push(reader);
    for (let i = this.heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.swapIfLess(i, parent)) return;
      i = parent;
    }
  }

  pop() {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sinkTop();
  }

  /** Puts the reader on top, which has moved on, where it belongs. */
  sinkTop() {
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const smaller = this.isLess(left + 1, left) ? left + 1 : left;
      if (!this.swapIfLess(smaller, i)) return;
      i = smaller;
    }
  }

  private isLess(a: number, b: number): boolean {
    const [first, second] = [this.heap[a], this.heap[b]];
    return first !== undefined && second !== undefined && first.key < second.key;
  }

  private swapIfLess(a: number, b: number): boolean {
    const [first, second] = [this.heap[a], this.heap[b]];
    if (first === undefined || second === undefined || first.key >= second.key) return false;
    this.heap[a] = second;
    this.heap[b] = first;
    return true;
  }
}

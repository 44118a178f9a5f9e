import { addInPlace, type Line } from '../../app/history/sum-keys';
import { RunHeap } from './run-heap';
import { openRun } from './run-reader';

const LINES_A_GROUP = 1_000;
/** Each open run holds a file descriptor. */
export const MAX_RUNS_AT_ONCE = 500;

/** The lines of sorted files in one order, those with the same key made one, in groups. Memory holds a part of
 *  each file. */
export async function* mergeRuns(
  openFiles: () => Promise<readonly string[]>,
): AsyncIterable<readonly Line[]> {
  const files = await openFiles();
  if (files.length > MAX_RUNS_AT_ONCE) {
    throw new Error(`${files.length} runs are more than can be merged at once (${MAX_RUNS_AT_ONCE}).`);
  }
  const readers = await Promise.all(files.map(openRun));
  try {
    const heap = new RunHeap();
    for (const reader of readers) if (await reader.advance()) heap.push(reader);
    const lines = new LineGroup();
    for (let run = heap.top(); run !== undefined; run = heap.top()) {
      lines.add(run.take());
      if (lines.isFull()) yield lines.take();
      const more = run.hasBuffered() ? run.advanceBuffered() : await run.advance();
      if (more) heap.sinkTop();
      else heap.pop();
    }
    yield lines.end();
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** Gathers lines that come in order. */
class LineGroup {
  private lines: Line[] = [];
  /** To which more may be added. */
  private last: Line | undefined;
  /** Its value, once more has been added to it. */
  private sum: Record<string, number | string> | undefined;

  add(line: Line) {
    if (this.last?.key === line.key) {
      if (this.sum === undefined) {
        this.sum = { ...this.last.value };
        this.last = { key: line.key, value: this.sum };
      }
      addInPlace(this.sum, line.value);
      return;
    }
    if (this.last !== undefined) this.lines.push(this.last);
    this.last = line;
    this.sum = undefined;
  }

  isFull = () => this.lines.length >= LINES_A_GROUP;

  take(): readonly Line[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }

  end = (): readonly Line[] => (this.last === undefined ? this.lines : [...this.lines, this.last]);
}

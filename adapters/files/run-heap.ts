import type { RunReader } from './run-reader';

/** The readers with the one whose line sorts first on top. */
export class RunHeap {
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

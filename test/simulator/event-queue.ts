type Due = { readonly at: number; readonly order: number; readonly run: () => void };

const isBefore = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** What is to happen, by virtual time and, at one time, in the order in which it was asked for. A binary heap. */
export class EventQueue {
  readonly #heap: Due[] = [];
  #order = 0;

  add(at: number, run: () => void) {
    const heap = this.#heap;
    heap.push({ at, order: this.#order++, run });
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfBefore(i, parent)) return;
      i = parent;
    }
  }

  take(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const smaller = left + 1 < heap.length && isBefore(heap[left + 1]!, heap[left]!) ? left + 1 : left;
      if (smaller >= heap.length || !this.#swapIfBefore(smaller, i)) return first;
      i = smaller;
    }
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const heap = this.#heap;
    const [below, above] = [heap[child]!, heap[parent]!];
    if (!isBefore(below, above)) return false;
    heap[child] = above;
    heap[parent] = below;
    return true;
  }
}

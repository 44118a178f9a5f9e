/** Several sorted sequences, which come in pages, as one. Reads no further than the pages that it needs to know
 *  what comes next. */
export async function* mergeSorted<Item>(
  sources: readonly AsyncIterable<readonly Item[]>[],
  compare: (a: Item, b: Item) => number,
): AsyncGenerator<readonly Item[]> {
  const heads = sources.map((source) => new Head(source));
  try {
    for (;;) {
      await Promise.all(heads.map((head) => head.fill()));
      const merged: Item[] = [];
      for (let next = first(heads, compare); next?.isReady; next = first(heads, compare)) {
        merged.push(next.take());
        if (!heads.every(({ isKnown }) => isKnown)) break;
      }
      if (merged.length === 0) return;
      yield merged;
    }
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

/** The source whose next item comes first; of equal ones the first. */
function first<Item>(heads: readonly Head<Item>[], compare: (a: Item, b: Item) => number) {
  return heads
    .filter(({ isReady }) => isReady)
    .reduce<Head<Item> | undefined>(
      (best, head) => (best === undefined || compare(head.item, best.item) < 0 ? head : best),
      undefined,
    );
}

class Head<Item> {
  private readonly pages: AsyncIterator<readonly Item[]>;
  private page: readonly Item[] = [];
  private at = 0;
  private ended = false;
  constructor(source: AsyncIterable<readonly Item[]>) {
    this.pages = source[Symbol.asyncIterator]();
  }

  /** There is an item at hand. */
  get isReady() {
    return this.at < this.page.length;
  }

  /** What comes next is known, be it the end. */
  get isKnown() {
    return this.isReady || this.ended;
  }

  get item(): Item {
    const item = this.page[this.at];
    if (item === undefined) throw new Error('Nothing is at hand.');
    return item;
  }

  take(): Item {
    const { item } = this;
    this.at += 1;
    return item;
  }

  async fill(): Promise<void> {
    while (!this.isKnown) {
      const { done, value } = await this.pages.next();
      this.ended = done === true;
      this.page = done ? [] : value;
      this.at = 0;
    }
  }

  async close(): Promise<void> {
    await this.pages.return?.();
  }
}

import type { Line, LineValue } from '../history/sum-keys';

export type Pair = {
  readonly key: string;
  readonly expected: Line | undefined;
  readonly stored: Line | undefined;
};

type Groups = AsyncIterable<readonly Line[]>;

/** Two sequences in the order of their keys, side by side, in groups as they come. */
export async function* joinLines(expected: Groups, stored: Groups): AsyncIterable<readonly Pair[]> {
  const left = new LineCursor(expected);
  const right = new LineCursor(stored);
  try {
    for (;;) {
      const more = [await left.fill(), await right.fill()];
      if (!more.includes(true)) return;
      const pairs: Pair[] = [];
      for (let key = nextOf(left, right); key !== undefined; key = nextOf(left, right)) {
        pairs.push({ key, expected: left.takeIf(key), stored: right.takeIf(key) });
      }
      yield pairs;
    }
  } finally {
    await left.close();
    await right.close();
  }
}

/** The key that comes first; undefined while one side must be waited for to know, and at the end. */
function nextOf(left: LineCursor, right: LineCursor): string | undefined {
  if (!left.isReady || !right.isReady) return undefined;
  const [a, b] = [left.line, right.line];
  if (a === undefined || b === undefined) return (a ?? b)?.key;
  return a.key < b.key ? a.key : b.key;
}

/** A place in a sequence that comes in groups. */
class LineCursor {
  line: Line | undefined;
  private ended = false;
  private group: readonly Line[] = [];
  private at = 0;
  private readonly groups: AsyncIterator<readonly Line[]>;
  constructor(groups: Groups) {
    this.groups = groups[Symbol.asyncIterator]();
  }

  /** There is a line at hand, or there will be none. */
  get isReady() {
    return this.line !== undefined || this.ended;
  }

  /** Waits for the next group where there is need. False at the end. */
  async fill(): Promise<boolean> {
    while (!this.isReady) {
      const { done, value } = await this.groups.next();
      this.group = done ? [] : value;
      this.ended = done === true;
      this.at = 0;
      this.line = this.group[0];
    }
    return !this.ended;
  }

  takeIf(key: string): Line | undefined {
    const { line } = this;
    if (line?.key !== key) return undefined;
    this.at += 1;
    this.line = this.group[this.at];
    return line;
  }

  async close(): Promise<void> {
    await this.groups.return?.();
  }
}

/** Whether two lines say the same; absent, zero and no line at all are the same. */
export function sameLine(a: LineValue = {}, b: LineValue = {}): boolean {
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if ((a[name] ?? 0) !== (b[name] ?? 0)) return false;
  }
  return true;
}

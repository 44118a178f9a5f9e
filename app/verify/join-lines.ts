import type { Line, LineValue } from '../rebuild/sum-keys';

export type Pair = {
  readonly key: string;
  readonly expected: LineValue | undefined;
  readonly stored: LineValue | undefined;
};

/** Two sequences in the order of their keys, side by side. */
export async function* joinLines(
  expected: AsyncIterable<Line>,
  stored: AsyncIterable<Line>,
): AsyncIterable<Pair> {
  const left = expected[Symbol.asyncIterator]();
  const right = stored[Symbol.asyncIterator]();
  try {
    let a = await next(left);
    let b = await next(right);
    for (let key = firstOf(a, b); key !== undefined; key = firstOf(a, b)) {
      const mine = a?.key === key ? a : undefined;
      const theirs = b?.key === key ? b : undefined;
      yield { key, expected: mine?.value, stored: theirs?.value };
      if (mine) a = await next(left);
      if (theirs) b = await next(right);
    }
  } finally {
    await left.return?.();
    await right.return?.();
  }
}

function firstOf(a: Line | undefined, b: Line | undefined): string | undefined {
  if (a === undefined || b === undefined) return (a ?? b)?.key;
  return a.key < b.key ? a.key : b.key;
}

async function next(lines: AsyncIterator<Line>): Promise<Line | undefined> {
  const { done, value } = await lines.next();
  return done ? undefined : value;
}

/** Whether two lines say the same; absent, zero and no line at all are the same. */
export function sameLine(a: LineValue = {}, b: LineValue = {}): boolean {
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if ((a[name] ?? 0) !== (b[name] ?? 0)) return false;
  }
  return true;
}

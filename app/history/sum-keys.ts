/** A row that many tags add to, or one that stands alone, as one line of a sorted file: numbers under one
 *  key are added up, of texts the last stands. */
export type Line = {
  readonly key: string;
  readonly value: LineValue;
  /** The value as it stands on disk, where it has not been added up: equal texts are equal values. */
  readonly text?: string | undefined;
};
export type LineValue = Readonly<Record<string, number | string>>;

/** Ids have no tab and no line break. Only a book's may have a `|`, and it always comes last. */
export const lineKeys = {
  /** How often a stream was met: more than once means that it came in pieces. Sorts before all others. */
  stream: (streamId: string) => `!|${streamId}`,
  bookDay: (date: string, bookId: string) => `a|${date}|${bookId}`,
  day: (date: string) => `d|${date}`,
  /** A book's counts in Stock. */
  stock: (bookId: string) => `s|${bookId}`,
  /** A book's running totals in Analytics. */
  running: (bookId: string) => `r|${bookId}`,
  /** A book's details. */
  book: (bookId: string) => `n|${bookId}`,
  /** All rows of one tag alone. */
  tag: (tagId: string) => `t|${tagId}`,
  /** That a day is listed as one on which something moved. */
  listed: (date: string) => `l|${date}`,
  /** A row that is none of ours. */
  other: (table: string, row: string) => `o|${table}|${row}`,
};

export type ParsedKey =
  | { readonly kind: 'stream'; readonly streamId: string }
  | { readonly kind: 'book-day'; readonly date: string; readonly bookId: string }
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'stock'; readonly bookId: string }
  | { readonly kind: 'running'; readonly bookId: string }
  | { readonly kind: 'book'; readonly bookId: string }
  | { readonly kind: 'tag'; readonly tagId: string }
  | { readonly kind: 'listed'; readonly date: string }
  | { readonly kind: 'other'; readonly table: string; readonly row: string };

export function parseLineKey(key: string): ParsedKey {
  const [first = '', second = '', ...rest] = key.split('|');
  const third = rest.join('|');
  const whole = [second, ...rest].join('|');
  switch (first) {
    case '!':
      return { kind: 'stream', streamId: whole };
    case 'a':
      return { kind: 'book-day', date: second, bookId: third };
    case 'd':
      return { kind: 'day', date: second };
    case 's':
      return { kind: 'stock', bookId: whole };
    case 'r':
      return { kind: 'running', bookId: whole };
    case 'n':
      return { kind: 'book', bookId: whole };
    case 't':
      return { kind: 'tag', tagId: second };
    case 'l':
      return { kind: 'listed', date: second };
    case 'o':
      return { kind: 'other', table: second, row: third };
    default:
      throw new Error(`"${key}" is no key of a line.`);
  }
}

/** Both values under one key. */
export function addLines(a: LineValue, b: LineValue): LineValue {
  const sum = { ...a };
  addInPlace(sum, b);
  return sum;
}

/** The same, into the first. */
export function addInPlace(sum: Record<string, number | string>, added: LineValue): void {
  for (const name in added) {
    const before = sum[name];
    const value = added[name];
    if (value === undefined) continue;
    sum[name] = typeof before === 'number' && typeof value === 'number' ? before + value : value;
  }
}

/** Without the numbers that are zero, which is what absent means. */
export const withoutZeros = (value: LineValue): LineValue =>
  Object.fromEntries(Object.entries(value).filter(([, amount]) => amount !== 0));

import { z } from 'zod';
import { type Line, type LineValue, lineKeys } from '../../../app/history/sum-keys';
import {
  type CounterFingerprint,
  contributionsLine,
  counterFingerprint,
  fingerprint,
  rowFingerprint,
} from '../../../app/verify/fingerprint';
import { analyticsKeys, inventoryKeys } from '../../../contract/keys';

type Stored = Record<string, unknown>;
const keyOf = z.object({ pk: z.string(), sk: z.string() });
const contribution = z.object({
  revision: z.number(),
  added: z.record(z.string(), z.number()),
  reading: z.unknown(),
});

/** A row without its key, and without the revision, which only says how often it was written. */
export function withoutKeys({ pk: _pk, sk: _sk, revision: _revision, ...rest }: Stored): Stored {
  return rest;
}

/** Rows of Inventory as lines, a tag's all under one key. */
export async function* inventoryLines(rows: AsyncIterable<Stored>, generation: string): AsyncIterable<Line> {
  const prefix = inventoryKeys.tag(generation, '').pk;
  for await (const row of rows) {
    const { pk, sk } = keyOf.parse(row);
    if (!pk.startsWith(prefix)) yield otherLine('inventory', pk, sk);
    else {
      const value = rowFingerprint(sk, withoutKeys(row));
      yield { key: lineKeys.tag(pk.slice(prefix.length)), value };
    }
  }
}

/** Rows of Stock as lines: the counts are one, a book's details another. */
export async function* stockLines(rows: AsyncIterable<Stored>, generation: string): AsyncIterable<Line> {
  for await (const row of rows) {
    const { pk, sk } = keyOf.parse(row);
    if (pk !== generation) {
      yield otherLine('stock', pk, sk);
      continue;
    }
    const { total, onLoan, ...details } = withoutKeys(row);
    yield { key: lineKeys.stock(sk), value: numbersOf({ total, onLoan }) };
    if (Object.keys(details).length > 0) {
      yield { key: lineKeys.book(sk), value: { h: fingerprint(details) } };
    }
  }
}

/** Rows of Analytics as lines; a tag's contributions are one as long as they come together. */
export async function* analyticsLines(rows: AsyncIterable<Stored>, generation: string): AsyncIterable<Line> {
  const tagPrefix = analyticsKeys.contribution(generation, '', 1).pk;
  let open: Contributions | undefined;
  for await (const row of rows) {
    const { pk, sk } = keyOf.parse(row);
    if (pk.startsWith(tagPrefix)) {
      const tagId = pk.slice(tagPrefix.length);
      if (open !== undefined && open.tagId !== tagId) {
        yield toLine(open);
        open = undefined;
      }
      open = withRow(open ?? { tagId, newest: 0, reading: undefined, added: { x: 0, y: 0 } }, row);
    } else yield sumLine(pk, sk, row, generation);
  }
  if (open !== undefined) yield toLine(open);
}

type Contributions = {
  readonly tagId: string;
  readonly newest: number;
  readonly reading: unknown;
  /** A sum's fingerprint is the sum of the fingerprints. */
  readonly added: CounterFingerprint;
};

function withRow(before: Contributions, row: Stored): Contributions {
  const { revision, added, reading } = contribution.parse(row);
  const { x, y } = counterFingerprint(added);
  const isNewest = revision > before.newest;
  return {
    tagId: before.tagId,
    newest: isNewest ? revision : before.newest,
    reading: isNewest ? reading : before.reading,
    added: { x: before.added.x + x, y: before.added.y + y },
  };
}

const toLine = ({ tagId, added, reading }: Contributions): Line => ({
  key: lineKeys.tag(tagId),
  value: contributionsLine(added, reading),
});

function sumLine(pk: string, sk: string, row: Stored, generation: string): Line {
  const dayPrefix = `${generation}#day#`;
  const value = numbersOf(withoutKeys(row));
  const bookId = sk.startsWith(analyticsKeys.bookPrefix)
    ? sk.slice(analyticsKeys.bookPrefix.length)
    : undefined;
  if (pk === analyticsKeys.running(generation, '').pk && bookId !== undefined) {
    return { key: lineKeys.running(bookId), value };
  }
  if (pk === analyticsKeys.movedDay(generation, '').pk) return { key: lineKeys.listed(sk), value: { n: 1 } };
  if (!pk.startsWith(dayPrefix)) return otherLine('analytics', pk, sk);
  const date = pk.slice(dayPrefix.length);
  if (bookId !== undefined) return { key: lineKeys.bookDay(date, bookId), value };
  return sk.startsWith(analyticsKeys.dayPrefix)
    ? { key: lineKeys.day(date), value }
    : otherLine('analytics', pk, sk);
}

/** Anything that is no number is kept as text, so that it is seen to differ. */
function numbersOf(row: Stored): LineValue {
  const line: Record<string, number | string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== undefined) line[name] = typeof value === 'number' ? value : JSON.stringify(value);
  }
  return line;
}

const otherLine = (table: string, pk: string, sk: string): Line => ({
  key: lineKeys.other(table, `${pk} ${sk}`),
  value: { n: 1 },
});

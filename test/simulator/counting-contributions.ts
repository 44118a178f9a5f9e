import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { groupBy } from '../../app/lib/group-by';
import { addCounters, type Counters } from '../../projections/counters';
import type { LibraryWorld } from './library-world';

const row = z.object({
  pk: z.string(),
  sk: z.string(),
  tagId: z.string(),
  revision: z.number(),
  reading: z.unknown(),
  rewriting: z.boolean().default(false),
  added: z.record(z.string(), z.number()),
  batch: z.string().optional(),
  with: z.object({ tagId: z.string(), revision: z.number(), batch: z.string() }).optional(),
});
type Row = z.infer<typeof row>;

export type Counting = {
  readonly added: Counters;
  readonly reading: unknown;
  readonly rewriting: boolean;
};

/** What counts of each tag's rows, by the rule and by no code that is under test. Errors: throws where another
 *  row than the latest does not count, or a number is missing. */
export function countingContributions({ db }: LibraryWorld, generation: string): Map<string, Counting> {
  const rows = db.tables.analytics
    .all()
    .map((item) => unmarshall(item))
    .filter(({ pk }) => String(pk).startsWith(`${generation}#tag#`))
    .map((item) => row.parse(item));
  const byKey = new Map(rows.map((one) => [`${one.tagId} ${one.revision}`, one]));
  const counts = (one: Row) =>
    one.with === undefined || byKey.get(`${one.with.tagId} ${one.with.revision}`)?.batch === one.with.batch;
  return new Map(
    [...groupBy(rows, ({ tagId }) => tagId)].flatMap(([tagId, all]) => {
      const inOrder = all.sort((a, b) => a.revision - b.revision);
      if (inOrder.some(({ revision }, i) => revision !== i + 1)) throw new Error(`${tagId} lacks a row.`);
      if (!inOrder.slice(0, -1).every(counts)) throw new Error(`${tagId} goes on from what does not count.`);
      const counting = inOrder.filter(counts);
      const latest = counting.at(-1);
      if (latest === undefined) return [];
      const { reading, rewriting } = latest;
      return [[tagId, { added: addCounters(counting.map(({ added }) => added)), reading, rewriting }]];
    }),
  );
}

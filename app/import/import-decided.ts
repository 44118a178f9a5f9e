import type { LibraryEvent } from '../../domain/events';
import type { ImportContext, ImportRow, RowResult } from './import-rows';

/** What a row asks for, seen beside what is stored. */
export type Decision =
  | { readonly kind: 'append'; readonly event: LibraryEvent }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refuse'; readonly problem: string };

const ATTEMPTS = 5;
const READS_AT_A_TIME = 25;

/** Decides each row on what is stored and inserts what it asks for. Where another writer was first under
 *  the same key, reads and decides again. Rows of one call must not share a stream. */
export async function importDecided<Column extends string>(
  rows: readonly ImportRow<Column>[],
  decide: (row: ImportRow<Column>, recordedAt: string) => Promise<Decision>,
  { log, now }: ImportContext,
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  let open = rows;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const recordedAt = now();
    const decided = await inGroups(open, async (row) => ({ row, decision: await decide(row, recordedAt) }));
    const appends: { row: ImportRow<Column>; event: LibraryEvent }[] = [];
    for (const { row, decision } of decided) {
      if (decision.kind === 'append') appends.push({ row, event: decision.event });
      else if (decision.kind === 'nothing') results.push({ row: row.row, added: 0 });
      else results.push({ row: row.row, added: 0, problem: decision.problem });
    }
    const answers = await log.insert(appends.map(({ event }) => event));
    const lost = appends.filter((_, i) => answers[i] === 'exists').map(({ row }) => row);
    const won = appends.filter((_, i) => answers[i] !== 'exists');
    results.push(...won.map(({ row }) => ({ row: row.row, added: 1 })));
    if (attempt === ATTEMPTS) {
      const problem = 'another writer was always first; import it again';
      return [...results, ...lost.map(({ row }) => ({ row, added: 0, problem }))];
    }
    open = lost;
  }
  return results;
}

async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += READS_AT_A_TIME) {
    done.push(...(await Promise.all(items.slice(at, at + READS_AT_A_TIME).map(work))));
  }
  return done;
}

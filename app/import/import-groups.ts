import type { LibraryEvent } from '../../domain/events';
import { mapLimited } from '../lib/map-limited';
import {
  type ImportContext,
  type ImportRow,
  type ImportSummary,
  NO_ROWS,
  type RowResult,
  tally,
} from './import-rows';
import type { ImportRun } from './import-run';
import { type RowGroup, rowsByKey } from './rows-by-key';

/** What the rows of one key ask for beside what is stored, and what each row ends as once that is in. */
export type GroupDecision = {
  readonly events: readonly LibraryEvent[];
  readonly results: readonly RowResult[];
};

/** Decides all rows of one key at once: they may depend on each other. The first attempt may guess what is stored
 *  where its only event would then be refused by its key; later ones must read. */
export type DecideGroup = (group: RowGroup, recordedAt: string, attempt: number) => Promise<GroupDecision>;

export type ImportGroupsOptions = ImportRun & {
  readonly keyOf: (row: ImportRow) => string;
  /** Called again where another writer was first under an event's key. */
  readonly decide: DecideGroup;
  /** Told the rows that are decided next, to read at once what many of them need. */
  readonly prepare?: (rows: readonly ImportRow[]) => Promise<void>;
};

const ATTEMPTS = 5;
const GROUPS_AT_ONCE = 50;
const ROWS_AT_ONCE = 400;
/** More would wait for a connection and be taken for a server that does not answer. */
const READS_AT_ONCE = 25;

/** Takes a file's rows, all rows of a key together, whatever their order in the file. Between waves it stops if
 *  told to; what is in stays in, and the same file again goes on from there. */
export async function importGroups(
  rows: AsyncIterable<ImportRow>,
  context: ImportContext,
  options: ImportGroupsOptions,
): Promise<ImportSummary> {
  let summary = NO_ROWS;
  for await (const wave of wavesOf(rowsByKey(rows, options.keyOf, options.store))) {
    options.signal?.throwIfAborted();
    const { results, added } = await importWave(wave, context, options);
    summary = { ...summary, eventsAdded: summary.eventsAdded + added };
    for (const row of wave.flatMap((group) => group.rows)) {
      const result = results.get(row.line);
      if (result === undefined) throw new Error(`Row ${row.line} was left without a result.`);
      summary = tally(summary, result);
      await options.onRow(row, result);
    }
  }
  return summary;
}

type WaveResults = { readonly results: ReadonlyMap<number, RowResult>; readonly added: number };

async function importWave(
  wave: readonly RowGroup[],
  { log, now }: ImportContext,
  { decide, prepare }: ImportGroupsOptions,
): Promise<WaveResults> {
  await prepare?.(wave.flatMap(({ rows }) => rows));
  const results = new Map<number, RowResult>();
  let added = 0;
  let open = wave;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const recordedAt = now();
    const decided = await mapLimited(open, READS_AT_ONCE, async (group) => ({
      group,
      decision: await decideReadable(group, (readable) => decide(readable, recordedAt, attempt)),
    }));
    const answers = await log.insert(decided.flatMap(({ decision }) => decision.events));
    added += answers.filter((answer) => answer === 'inserted').length;
    const { stored, lost } = settled(decided, answers);
    const isLast = attempt === ATTEMPTS;
    for (const result of [...stored, ...(isLast ? lost.flatMap(lostTo) : [])])
      results.set(result.line, result);
    open = isLast ? [] : lost;
  }
  return { results, added };
}

type Decided = { readonly group: RowGroup; readonly decision: GroupDecision };

/** What rows end as whose events are in, and the groups of which another writer has taken a key. */
function settled(decided: readonly Decided[], answers: readonly ('inserted' | 'exists')[]) {
  const stored: RowResult[] = [];
  const lost: RowGroup[] = [];
  let place = 0;
  for (const { group, decision } of decided) {
    const mine = answers.slice(place, place + decision.events.length);
    place += decision.events.length;
    if (mine.includes('exists')) lost.push(group);
    else stored.push(...decision.results);
  }
  return { stored, lost };
}

async function decideReadable(
  { key, rows }: RowGroup,
  decide: (readable: RowGroup) => Promise<GroupDecision>,
): Promise<GroupDecision> {
  const refused = rows.flatMap(({ line, malformed }): RowResult[] =>
    malformed === undefined ? [] : [{ line, result: 'refused', reason: malformed }],
  );
  const readable = rows.filter(({ malformed }) => malformed === undefined);
  if (readable.length === 0) return { events: [], results: refused };
  const { events, results } = await decide({ key, rows: readable });
  return { events, results: [...refused, ...results] };
}

const lostTo = ({ rows }: RowGroup): RowResult[] =>
  rows.map(({ line }) => ({
    line,
    result: 'refused',
    reason: 'another writer was always first; import it again',
  }));

async function* wavesOf(groups: AsyncIterable<RowGroup>): AsyncGenerator<RowGroup[]> {
  let wave: RowGroup[] = [];
  let rows = 0;
  for await (const group of groups) {
    wave.push(group);
    rows += group.rows.length;
    if (wave.length < GROUPS_AT_ONCE && rows < ROWS_AT_ONCE) continue;
    yield wave;
    wave = [];
    rows = 0;
  }
  if (wave.length > 0) yield wave;
}

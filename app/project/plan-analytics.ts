import { isDeepStrictEqual } from 'node:util';
import type { Calendar } from '../../domain/calendar';
import type { TagEvent } from '../../domain/tag/events';
import { continueHistory, EMPTY_CHECKPOINT, readHistory, type TagCheckpoint } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import { contributionsOf, parseCounterName } from '../../projections/analytics';
import { addCounters, type Counters, counterDifference } from '../../projections/counters';
import type { AnalyticsChange, AnalyticsStore } from './analytics-store';
import { MAX_ROWS_A_TRANSACTION } from './project-tags';

type PlanPorts = {
  readonly store: AnalyticsStore;
  readonly readTagEvents: (tagId: string) => Promise<TagEvent[]>;
  readonly rules: Rules;
  readonly calendar: Calendar;
};

type Wanted = {
  readonly standsOn: number;
  readonly before: TagCheckpoint;
  readonly reading: TagCheckpoint;
  readonly added: Counters;
  readonly wasRewriting: boolean;
};

/** What Analytics still needs to say what the tag's events say, or undefined for nothing.
 *  `news` are events of the tag that may not have been read yet. */
export async function planAnalytics(
  tagId: string,
  news: readonly TagEvent[],
  ports: PlanPorts,
): Promise<AnalyticsChange | undefined> {
  const wanted = (await onwards(tagId, news, ports)) ?? (await fromTheStart(tagId, ports));
  const { added, reading, before, wasRewriting } = wanted;
  if (Object.keys(added).length === 0 && isDeepStrictEqual(reading, before) && !wasRewriting)
    return undefined;
  return changeFrom(tagId, wanted);
}

async function onwards(
  tagId: string,
  news: readonly TagEvent[],
  ports: PlanPorts,
): Promise<Wanted | undefined> {
  const latest = await ports.store.readLatest(tagId);
  if (latest === undefined || latest.rewriting) return undefined;
  const read = continueHistory(latest.reading, news, ports.rules);
  if (read === undefined) return undefined;
  return {
    standsOn: latest.revision,
    before: latest.reading,
    reading: read.reading,
    added: contributionsOf(read.steps, ports.calendar),
    wasRewriting: false,
  };
}

async function fromTheStart(tagId: string, ports: PlanPorts): Promise<Wanted> {
  const contributions = await ports.store.readContributions(tagId);
  const { steps, reading } = readHistory(await ports.readTagEvents(tagId), ports.rules);
  const contributed = addCounters(contributions.map(({ added }) => added));
  const latest = contributions.at(-1);
  return {
    standsOn: latest?.revision ?? 0,
    before: latest?.reading ?? EMPTY_CHECKPOINT,
    reading,
    added: counterDifference(contributionsOf(steps, ports.calendar), contributed),
    wasRewriting: latest?.rewriting ?? false,
  };
}

function changeFrom(tagId: string, { standsOn, before, reading, added }: Wanted): AnalyticsChange {
  const revision = standsOn + 1;
  const part = firstSums(added, MAX_ROWS_A_TRANSACTION - 10);
  const unfinished = part !== added;
  const contribution = {
    tagId,
    revision,
    reading: unfinished ? before : reading,
    rewriting: unfinished,
    added: part,
  };
  return { tagId, contribution, unfinished, rows: [`contribution ${tagId}`, ...summedRows(part)] };
}

/** As many of the counters as move at most this many summed rows; the very same object if all do. */
function firstSums(added: Counters, maxRows: number): Counters {
  if (summedRows(added).size <= maxRows) return added;
  const names = Object.keys(added).sort();
  const rows = new Set<string>();
  const taken: [string, number][] = [];
  for (const name of names) {
    for (const row of rowsOf(name)) rows.add(row);
    if (rows.size > maxRows) break;
    taken.push([name, added[name] ?? 0]);
  }
  return Object.fromEntries(taken);
}

const summedRows = (added: Counters) => new Set(Object.keys(added).flatMap(rowsOf));

/** A movement of a book's counts moves its running totals too. */
function rowsOf(counterName: string): string[] {
  const { date, figure, bookId } = parseCounterName(counterName);
  const day = `day ${date} ${bookId}`;
  return figure === 'total' || figure === 'onLoan' || figure === 'copiesAdded'
    ? [day, `running ${bookId}`]
    : [day];
}

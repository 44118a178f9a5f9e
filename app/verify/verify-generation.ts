import type { Drift, VerifyReport } from '../history/drift';
import { addLines, type LineValue, parseLineKey } from '../history/sum-keys';
import { mapLimited } from '../lib/map-limited';
import { deriveHistory } from './derive-history';
import { joinLines, type Pair, sameLine } from './join-lines';
import { judgeDays, MetDays } from './judge-days';
import { judgeSums, type SumCandidate, sumCandidate } from './judge-sums';
import { judgeBooks, judgeTags } from './judge-tags';
import { countedLag, projectedUpTo } from './projected-up-to';
import { RecentTags } from './recent-tags';
import type { VerifyPorts } from './verify-ports';

const CONCURRENT_SEGMENTS = 4;
/** So many differing rows are looked at one by one; the others are only counted. */
const MAX_JUDGED = 10_000;

/** Recomputes every row of a generation from history and compares. Memory does not grow with history; scans
 *  may come meanwhile. What differs at first sight is judged again from consistent reads. */
export async function verifyGeneration(ports: VerifyPorts): Promise<VerifyReport> {
  const { clock, limit, eventDrift } = ports;
  const cutoff = cutoffOf(projectedUpTo(clock(), await countedLag(ports.lagMs)), ports.history.completeUpTo);
  const { expected, stored, events } = await gather(cutoff, ports);
  const recent = new RecentTags(cutoff, ports);
  await recent.refresh();
  const found = await compare(expected, stored, recent, ports);
  const { drift: tagDrift, late } = await judgeTags([...found.tags], ports);
  const days = ports.listsDays ? await judgeDays(found.days.notListed(), ports) : [];
  const books = await judgeBooks(found.books, ports);
  const rows = [...(await eventDrift()), ...found.other, ...days, ...tagDrift, ...books];
  const explained = Math.max(0, limit - rows.length);
  const drift = [...rows, ...(await judgeSums(found.sums, { recent, tagDrift, explained }, ports))];
  const differences = drift.length + found.notJudged;
  return { differences, drift: drift.slice(0, limit), events, rows: found.rows, late: late.length };
}

/** The last instant up to which the history that is read surely has everything. */
function cutoffOf(projected: string, completeUpTo: string | undefined): string {
  if (completeUpTo === undefined) return projected;
  const complete = Date.parse(completeUpTo) - 1;
  return new Date(Math.min(Date.parse(projected), complete)).toISOString();
}

type Gathered = {
  readonly expected: readonly string[];
  readonly stored: readonly string[];
  readonly events: number;
};

/** What history says and what is stored, each as sorted lines on disk. Side by side: the one mostly works, the
 *  other mostly waits. */
async function gather(cutoff: string, ports: VerifyPorts): Promise<Gathered> {
  const stop = new AbortController();
  const both = { ...ports, signal: AbortSignal.any([ports.signal, stop.signal]) };
  const work = [deriveHistory(cutoff, both), readStored(both)] as const;
  try {
    const [{ names: expected, events }, stored] = await Promise.all(work);
    return { expected, stored, events };
  } catch (fault) {
    stop.abort(fault);
    await Promise.allSettled(work);
    throw fault;
  }
}

async function readStored({ served, lines, signal }: VerifyPorts): Promise<string[]> {
  const names = [...Array(served.segments).keys()].map((segment) => `stored-${segment}`);
  await mapLimited([...names.entries()], CONCURRENT_SEGMENTS, async ([segment, name]) => {
    const sink = await lines.open(name);
    for await (const { key, value } of served.scan(segment)) {
      signal.throwIfAborted();
      sink.add(key, value);
      await sink.settle();
    }
    await sink.close();
  });
  return names;
}

type Found = {
  readonly tags: Set<string>;
  readonly books: string[];
  readonly sums: SumCandidate[];
  readonly other: Drift[];
  readonly days: MetDays;
  rows: number;
  notJudged: number;
};

async function compare(
  expected: readonly string[],
  stored: readonly string[],
  recent: RecentTags,
  { lines, signal }: VerifyPorts,
): Promise<Found> {
  const days = new MetDays();
  const found: Found = { tags: new Set(), books: [], sums: [], other: [], days, rows: 0, notJudged: 0 };
  for await (const pairs of joinLines(lines.merged(expected), lines.merged(stored))) {
    signal.throwIfAborted();
    for (const pair of pairs) {
      const { kind } = parseLineKey(pair.key);
      if (kind === 'stream') continue;
      found.rows += rowsOf(pair);
      days.note(pair);
      if (kind === 'listed') continue;
      if (!isSame(pair, recent.movedIn(pair.key))) note(pair.key, pair.expected?.value, found);
    }
  }
  return found;
}

/** How many rows a line stands for: a tag's are one. */
function rowsOf({ key, expected, stored }: Pair): number {
  if (parseLineKey(key).kind !== 'tag') return 1;
  return Math.max(Number(expected?.value['rows'] ?? 0), Number(stored?.value['rows'] ?? 0));
}

/** `moved` is what has moved a sum since the lines were derived. */
function isSame({ expected, stored }: Pair, moved: LineValue | undefined): boolean {
  if (moved !== undefined) return sameLine(addLines(expected?.value ?? {}, moved), stored?.value);
  if (expected?.text !== undefined && expected.text === stored?.text) return true;
  return sameLine(expected?.value, stored?.value);
}

function note(key: string, expected: LineValue | undefined, found: Found): void {
  const parsed = parseLineKey(key);
  const judged = found.tags.size + found.books.length + found.sums.length + found.other.length;
  if (parsed.kind === 'tag' && found.tags.has(parsed.tagId)) return;
  if (judged >= MAX_JUDGED) {
    found.notJudged += 1;
    return;
  }
  if (parsed.kind === 'tag') found.tags.add(parsed.tagId);
  else if (parsed.kind === 'book') found.books.push(parsed.bookId);
  else if (parsed.kind === 'other') {
    const { table, row } = parsed;
    const known = table === 'inventory' || table === 'stock' ? table : 'analytics';
    found.other.push({
      table: known,
      row,
      expected: undefined,
      stored: 'a row of no known kind',
      events: [],
    });
  } else {
    const candidate = sumCandidate(key, expected);
    if (candidate) found.sums.push(candidate);
  }
}

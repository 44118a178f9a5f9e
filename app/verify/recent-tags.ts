import { isDeepStrictEqual } from 'node:util';
import { tagOfStream, tagStream } from '../../domain/ids';
import { EMPTY_CHECKPOINT } from '../../domain/tag/history';
import { parseCounterName } from '../../projections/analytics';
import { addStoredSums } from '../history/build-segment';
import { deriveTag, type TagRows, tagEventsOf } from '../history/derive-rows';
import { addLines, type LineValue, lineKeys } from '../history/sum-keys';
import { mapLimited } from '../lib/map-limited';
import { streamsRecorded } from '../rebuild/catch-up';
import { sameLine } from './join-lines';
import type { VerifyPorts } from './verify-ports';

type Sums = ReadonlyMap<string, LineValue>;
type Recent = {
  readonly moved: Sums;
  /** Its rows say what its events say. */
  readonly settled: boolean;
};

const CONCURRENT = 8;
/** The index may show an event this much later than its time of recording. */
const OVERLAP_MS = 5_000;

/** What the tags that were scanned since the cutoff have moved in the sums since. What is stored of a tag
 *  counts, not what its events say: a sum and a tag's part in it move in one transaction, events come
 *  before it. That each tag's part is right is judged tag by tag. */
export class RecentTags {
  private readonly recent = new Map<string, Recent>();
  private readonly sums = new Map<string, LineValue>();
  /** Events that the feed has shown and that it shows again. */
  private readonly seen = new Set<string>();
  private lookedUpTo: string;

  constructor(
    private readonly cutoff: string,
    private readonly ports: VerifyPorts,
  ) {
    this.lookedUpTo = cutoff;
  }

  /** What they have moved under a key; undefined if none of them ever touched it. */
  movedIn = (key: string): LineValue | undefined => this.sums.get(key);

  /** Reads again the tags that may have moved since the last time. All that was moved before this began is in
   *  when it resolves. Answers what each such tag has moved since it was last read, by key. */
  async refresh(): Promise<ReadonlyMap<string, readonly LineValue[]>> {
    const { feed, clock, signal } = this.ports;
    const now = clock();
    const later = new Date(Date.parse(now) + OVERLAP_MS).toISOString();
    const tags = new Set([...this.recent].filter(([, { settled }]) => !settled).map(([tagId]) => tagId));
    const span = { from: this.lookedUpTo, to: later };
    for await (const { places } of streamsRecorded(feed, span, signal)) {
      for (const { streamId, position } of places) {
        const tagId = tagOfStream(streamId);
        if (tagId !== undefined && !this.seen.has(position)) tags.add(tagId);
        this.seen.add(position);
      }
    }
    const news = new Map<string, LineValue[]>();
    await mapLimited([...tags], CONCURRENT, (tagId) => this.read(tagId, news));
    const lookedUpTo = new Date(Date.parse(now) - OVERLAP_MS).toISOString();
    if (lookedUpTo > this.lookedUpTo) this.lookedUpTo = lookedUpTo;
    for (const position of this.seen) if (position < this.lookedUpTo) this.seen.delete(position);
    return news;
  }

  private async read(tagId: string, news: Map<string, LineValue[]>): Promise<void> {
    const { readStream, interpretation, wanted = interpretation } = this.ports;
    const events = tagEventsOf(await readStream(tagStream(tagId)));
    const settledEvents = events.filter(({ recordedAt }) => recordedAt <= this.cutoff);
    const before = deriveTag(tagId, settledEvents, wanted);
    const all = deriveTag(tagId, events, wanted);
    const now = wanted === interpretation ? await this.readStored(tagId) : all;
    const moved = difference(sumsOf(now), sumsOf(before));
    const settled = isDeepStrictEqual(sumsOf(now), sumsOf(all));
    const last = this.recent.get(tagId);
    for (const [key, value] of difference(moved, last?.moved ?? new Map())) {
      if (sameLine(value, {})) continue;
      this.sums.set(key, addLines(this.sums.get(key) ?? {}, value));
      news.set(key, [...(news.get(key) ?? []), value]);
    }
    this.recent.set(tagId, { moved, settled });
  }

  private async readStored(tagId: string): Promise<TagRows> {
    const { reading = EMPTY_CHECKPOINT, added } = await this.ports.served.readTag(tagId);
    return { tagId, reading, loans: [], books: [], added };
  }
}

/** A book's running totals move with what a tag has added to Analytics, not with its row in Inventory: another
 *  projector moves that, sooner or later. */
function sumsOf(rows: TagRows): Sums {
  const sums = new Map<string, LineValue>();
  const sink = {
    add: (key: string, value: LineValue) => void sums.set(key, addLines(sums.get(key) ?? {}, value)),
  };
  // Without its books: that a book ever had a copy moves no sum.
  addStoredSums(sink, { ...rows, books: [] });
  for (const [name, amount] of Object.entries(rows.added)) {
    const { figure, bookId } = parseCounterName(name);
    if (figure === 'total' || figure === 'onLoan') sink.add(lineKeys.running(bookId), { [figure]: amount });
  }
  return sums;
}

/** What must be added to `from` to get `to`, with a line for every key of either. */
function difference(to: Sums, from: Sums): Sums {
  const keys = new Set([...to.keys(), ...from.keys()]);
  return new Map([...keys].map((key) => [key, addLines(to.get(key) ?? {}, negative(from.get(key) ?? {}))]));
}

const negative = (value: LineValue): LineValue =>
  Object.fromEntries(
    Object.entries(value).map(([name, amount]) => [name, typeof amount === 'number' ? -amount : amount]),
  );

import type { HistorySource, StreamHistory } from '../history/history-source';
import { streamsInPieces, streamsMet } from '../history/streams-in-pieces';
import { mapLimited } from '../lib/map-limited';
import { deriveLines } from './derive-lines';
import type { VerifyNeeds } from './verify-needs';

const CONCURRENT_SEGMENTS = 4;
/** In each, streams may come in pieces that came whole before, while scans come in. */
const MOST_PASSES = 3;

export type DeriveNeeds = Pick<
  VerifyNeeds,
  'how' | 'wanted' | 'readStream' | 'lines' | 'elsewhere' | 'onEvents' | 'signal'
> & {
  readonly history: HistorySource;
  readonly served: Pick<VerifyNeeds['served'], 'expectedTag' | 'expectedBook'>;
};

type SegmentNeeds = Pick<DeriveNeeds, 'lines' | 'served' | 'how' | 'wanted' | 'onEvents' | 'signal'>;

/** Everything that history says as sorted lines on disk, in sinks of the names that are answered. Memory does
 *  not grow with history. Read again if a stream came in pieces, which are then read by themselves; at last each
 *  stream is. */
export async function deriveHistory(
  cutoff: string,
  needs: DeriveNeeds,
  strays: readonly string[] = [],
  pass = 1,
): Promise<{ readonly names: readonly string[]; readonly events: number }> {
  const { history, elsewhere } = needs;
  const segments = [...Array(history.segments).keys()].map((segment) => `expected-${segment}`);
  let events = 0;
  const counted = {
    ...needs,
    onEvents: (count: number) => {
      events += count;
      needs.onEvents(count);
    },
  };
  await mapLimited(
    [...segments.entries()],
    elsewhere?.concurrency ?? history.concurrency ?? CONCURRENT_SEGMENTS,
    async ([segment, name]) => {
      if (elsewhere === undefined) {
        const streams = history.read(segment);
        await deriveSegment({ name, streams, left: new Set(strays), cutoff }, counted);
        return;
      }
      counted.signal.throwIfAborted();
      counted.onEvents(await elsewhere.derive({ segment, name, strays, cutoff }));
    },
  );
  await elsewhere?.close();
  const apart = {
    name: 'expected-strays',
    streams: readEach(strays, needs),
    left: new Set<string>(),
    cutoff,
  };
  await deriveSegment(apart, counted);
  const names = [...segments, 'expected-strays'];
  const found = await streamsInPieces(needs.lines, names);
  if (found.length === 0) return { names, events };
  const { elsewhere: _closed, ...here } = needs;
  if (pass === MOST_PASSES) return deriveOneByOne(cutoff, here, names);
  return deriveHistory(cutoff, here, [...strays, ...found], pass + 1);
}

/** The same of all streams that were met, each read whole. */
async function deriveOneByOne(cutoff: string, needs: DeriveNeeds, met: readonly string[]) {
  let events = 0;
  const onEvents = (count: number) => {
    events += count;
    needs.onEvents(count);
  };
  const name = 'expected-one-by-one';
  const streams = readEach(idsMet(needs.lines, met), needs);
  await deriveSegment({ name, streams, left: new Set(), cutoff }, { ...needs, onEvents });
  return { names: [name], events };
}

async function* idsMet(lines: DeriveNeeds['lines'], names: readonly string[]) {
  for await (const { streamId } of streamsMet(lines, names)) yield streamId;
}

type Segment = {
  readonly name: string;
  readonly streams: AsyncIterable<StreamHistory>;
  /** Streams that are not read here. */
  readonly left: ReadonlySet<string>;
  readonly cutoff: string;
};

/** The whole work of one segment: what its streams say, into the sink of that name. */
export async function deriveSegment(
  { name, streams, left, cutoff }: Segment,
  { lines, served, how, wanted = how, onEvents, signal }: SegmentNeeds,
): Promise<void> {
  const sink = await lines.open(name);
  for await (const stream of streams) {
    signal.throwIfAborted();
    onEvents(stream.events.length);
    if (!left.has(stream.streamId)) deriveLines(stream, { how: wanted, cutoff, served, lines: sink });
    await sink.settle();
  }
  await sink.close();
}

async function* readEach(
  streamIds: Iterable<string> | AsyncIterable<string>,
  { readStream }: Pick<DeriveNeeds, 'readStream'>,
) {
  for await (const streamId of streamIds) yield { streamId, events: await readStream(streamId) };
}

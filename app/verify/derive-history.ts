import type { HistorySource, StreamHistory } from '../history/history-source';
import { streamsInPieces, streamsMet } from '../history/streams-in-pieces';
import { mapLimited } from '../lib/map-limited';
import { deriveLines } from './derive-lines';
import type { VerifyPorts } from './verify-ports';

const CONCURRENT_SEGMENTS = 4;
/** In each, streams may come in pieces that came whole before, while scans come in. */
const MOST_PASSES = 3;

export type DerivePorts = Pick<
  VerifyPorts,
  'interpretation' | 'wanted' | 'readStream' | 'lines' | 'segmentWorkers' | 'onEvents' | 'signal'
> & {
  readonly history: HistorySource;
  readonly served: Pick<VerifyPorts['served'], 'expectedTag' | 'expectedBook'>;
};

type DeriveSegmentPorts = Pick<
  DerivePorts,
  'lines' | 'served' | 'interpretation' | 'wanted' | 'onEvents' | 'signal'
>;

/** Everything that history says as sorted lines on disk, in sinks of the names that are answered. Memory does
 *  not grow with history. Read again if a stream came in pieces, which are then read by themselves; at last each
 *  stream is. */
export async function deriveHistory(
  cutoff: string,
  ports: DerivePorts,
  splitStreams: readonly string[] = [],
  pass = 1,
): Promise<{ readonly names: readonly string[]; readonly events: number }> {
  const { history, segmentWorkers } = ports;
  const segments = [...Array(history.segments).keys()].map((segment) => `expected-${segment}`);
  const { counted, count } = countingEvents(ports);
  await mapLimited(
    [...segments.entries()],
    segmentWorkers?.concurrency ?? history.concurrency ?? CONCURRENT_SEGMENTS,
    async ([segment, name]) => {
      if (segmentWorkers === undefined) {
        const streams = history.read(segment);
        await deriveSegment({ name, streams, left: new Set(splitStreams), cutoff }, counted);
        return;
      }
      counted.signal.throwIfAborted();
      counted.onEvents(await segmentWorkers.derive({ segment, name, splitStreams, cutoff }));
    },
  );
  await segmentWorkers?.close();
  const apart = {
    name: 'expected-split-streams',
    streams: readEach(splitStreams, ports),
    left: new Set<string>(),
    cutoff,
  };
  await deriveSegment(apart, counted);
  const names = [...segments, 'expected-split-streams'];
  const found = await streamsInPieces(ports.lines, names);
  if (found.length === 0) return { names, events: count() };
  const { segmentWorkers: _closed, ...here } = ports;
  if (pass === MOST_PASSES) return deriveOneByOne(cutoff, here, names);
  return deriveHistory(cutoff, here, [...splitStreams, ...found], pass + 1);
}

/** The same of all streams that were met, each read whole. */
async function deriveOneByOne(cutoff: string, ports: DerivePorts, met: readonly string[]) {
  const { counted, count } = countingEvents(ports);
  const name = 'expected-one-by-one';
  const streams = readEach(idsMet(ports.lines, met), ports);
  await deriveSegment({ name, streams, left: new Set(), cutoff }, counted);
  return { names: [name], events: count() };
}

/** The same ports, and how many events were read through them. */
function countingEvents(ports: DerivePorts) {
  let events = 0;
  const onEvents = (read: number) => {
    events += read;
    ports.onEvents(read);
  };
  return { counted: { ...ports, onEvents }, count: () => events };
}

async function* idsMet(lines: DerivePorts['lines'], names: readonly string[]) {
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
  { lines, served, interpretation, wanted = interpretation, onEvents, signal }: DeriveSegmentPorts,
): Promise<void> {
  const sink = await lines.open(name);
  for await (const stream of streams) {
    signal.throwIfAborted();
    onEvents(stream.events.length);
    if (!left.has(stream.streamId))
      deriveLines(stream, { interpretation: wanted, cutoff, served, lines: sink });
    await sink.settle();
  }
  await sink.close();
}

async function* readEach(
  streamIds: Iterable<string> | AsyncIterable<string>,
  { readStream }: Pick<DerivePorts, 'readStream'>,
) {
  for await (const streamId of streamIds) yield { streamId, events: await readStream(streamId) };
}

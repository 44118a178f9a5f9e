import { bookOfLine } from '../history/book-line';
import { buildSegment } from '../history/build-segment';
import type { Interpretation } from '../history/derive-rows';
import type { Figures, GenerationWriter } from '../history/generation-writer';
import type { HistorySource, StreamHistory } from '../history/history-source';
import { streamsInPieces, streamsMet } from '../history/streams-in-pieces';
import { type LineValue, lineKeys, parseLineKey, withoutZeros } from '../history/sum-keys';
import { mapLimited } from '../lib/map-limited';
import type { RebuildAttempt, RebuildWork } from './rebuild-work';

const CONCURRENT_SEGMENTS = 4;
const SPLIT_STREAMS = 'split-streams';
const segmentName = (segment: number) => `segment-${String(segment).padStart(4, '0')}`;

export type WriteGenerationPorts = {
  readonly work: RebuildWork;
  readonly history: HistorySource;
  readonly readStream: (streamId: string) => Promise<StreamHistory>;
  readonly interpretation: Interpretation;
  readonly newWriter: () => GenerationWriter;
  readonly onEvents: (count: number) => void;
  readonly signal: AbortSignal;
};

/** Writes a whole generation from history, going on where an earlier run of the attempt was ended. Memory
 *  does not grow with history. Answers the first day that has figures. */
export async function writeGeneration(
  attempt: RebuildAttempt,
  ports: WriteGenerationPorts,
): Promise<string | undefined> {
  const lines = ports.work.lines();
  const names = Array.from({ length: attempt.segments }, (_, segment) => segmentName(segment));
  let { splitStreams } = attempt;
  for (;;) {
    await writeSegments(names, splitStreams, ports);
    const found = await streamsInPieces(lines, [...names, SPLIT_STREAMS]);
    if (found.length === 0) break;
    splitStreams = [...new Set([...splitStreams, ...found])];
    await ports.work.save({ ...attempt, splitStreams });
    for (const name of names) if (await holdsAny(ports, name, new Set(found))) await lines.invalidate(name);
    await lines.invalidate(SPLIT_STREAMS);
  }
  return writeSums([...names, SPLIT_STREAMS], ports);
}

async function writeSegments(
  names: readonly string[],
  splitStreams: readonly string[],
  ports: WriteGenerationPorts,
) {
  const { history, readStream } = ports;
  const known = new Set(splitStreams);
  await mapLimited([...names.entries()], history.concurrency ?? CONCURRENT_SEGMENTS, ([segment, name]) =>
    writeSegment(name, history.read(segment), known, ports),
  );
  await writeSegment(SPLIT_STREAMS, eachOf(splitStreams, readStream), new Set(), ports);
}

async function* eachOf(streamIds: readonly string[], read: WriteGenerationPorts['readStream']) {
  for (const streamId of streamIds) yield await read(streamId);
}

async function writeSegment(
  name: string,
  streams: AsyncIterable<StreamHistory>,
  splitStreams: ReadonlySet<string>,
  { work, interpretation, newWriter, onEvents, signal }: WriteGenerationPorts,
) {
  const lines = work.lines();
  if (await lines.isClosed(name)) return;
  const again = name === SPLIT_STREAMS || (await lines.isOpened(name));
  const sums = await lines.open(name);
  await buildSegment({
    streams,
    interpretation,
    splitStreams,
    sums,
    writer: newWriter(),
    again,
    onEvents,
    signal,
  });
}

async function holdsAny(
  { work }: WriteGenerationPorts,
  name: string,
  streams: ReadonlySet<string>,
): Promise<boolean> {
  for await (const { streamId } of streamsMet(work.lines(), [name])) if (streams.has(streamId)) return true;
  return false;
}

async function writeSums(names: readonly string[], ports: WriteGenerationPorts): Promise<string | undefined> {
  const writer = ports.newWriter();
  const days = new Set<string>();
  for await (const group of ports.work.lines().merged(names)) {
    ports.signal.throwIfAborted();
    for (const { key, value } of group) {
      const parsed = parseLineKey(key);
      if (parsed.kind === 'stream') continue;
      await writeSum(parsed, value, writer);
      if ('date' in parsed) days.add(parsed.date);
    }
  }
  const inOrder = [...days].sort();
  for (const date of inOrder) await writer.putMovedDay(date);
  await writer.flush();
  return inOrder[0];
}

async function writeSum(
  key: ReturnType<typeof parseLineKey>,
  value: LineValue,
  writer: GenerationWriter,
): Promise<void> {
  switch (key.kind) {
    case 'book-day':
      return ifAny(value, (figures) => writer.putBookDay(key.date, key.bookId, figures));
    case 'day':
      return ifAny(value, (figures) => writer.putDay(key.date, figures));
    case 'stock': {
      const counts = { total: figure(value, 'total'), onLoan: figure(value, 'onLoan') };
      await writer.putBook(key.bookId, counts, bookOfLine(key.bookId, value));
      // Every book that ever had a copy has them.
      if ('total' in value) await writer.putRunning(key.bookId, counts);
      return;
    }
    default:
      throw new Error(`${lineKeys.stream('')} and rows of tags are no sums: ${JSON.stringify(key)}`);
  }
}

const figure = (value: LineValue, name: string) => {
  const amount = value[name];
  return typeof amount === 'number' ? amount : 0;
};

async function ifAny(value: LineValue, put: (figures: Figures) => Promise<void>) {
  const figures = Object.entries(withoutZeros(value)).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  if (figures.length > 0) await put(Object.fromEntries(figures));
}

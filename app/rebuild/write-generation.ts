import { bookOfLine } from '../history/book-line';
import { buildSegment } from '../history/build-segment';
import type { Reading } from '../history/derive-rows';
import type { Figures, GenerationWriter } from '../history/generation-writer';
import type { HistorySource, StreamHistory } from '../history/history-source';
import { streamsInPieces, streamsMet } from '../history/streams-in-pieces';
import { type LineValue, lineKeys, parseLineKey, withoutZeros } from '../history/sum-keys';
import { mapLimited } from '../lib/map-limited';
import type { Attempt, RebuildWork } from './rebuild-work';

const CONCURRENT_SEGMENTS = 4;
const STRAYS = 'strays';
const segmentName = (segment: number) => `segment-${String(segment).padStart(4, '0')}`;

export type WriteNeeds = {
  readonly work: RebuildWork;
  readonly history: HistorySource;
  readonly readStream: (streamId: string) => Promise<StreamHistory>;
  readonly how: Reading;
  readonly newWriter: () => GenerationWriter;
  readonly onEvents: (count: number) => void;
  readonly signal: AbortSignal;
};

/** Writes a whole generation from history, going on where an earlier run of the attempt was ended. Memory
 *  does not grow with history. Answers the first day that has figures. */
export async function writeGeneration(attempt: Attempt, needs: WriteNeeds): Promise<string | undefined> {
  const lines = needs.work.lines();
  const names = Array.from({ length: attempt.segments }, (_, segment) => segmentName(segment));
  let { strays } = attempt;
  for (;;) {
    await writeSegments(names, strays, needs);
    const found = await streamsInPieces(lines, [...names, STRAYS]);
    if (found.length === 0) break;
    strays = [...new Set([...strays, ...found])];
    await needs.work.save({ ...attempt, strays });
    for (const name of names) if (await holdsAny(needs, name, new Set(found))) await lines.invalidate(name);
    await lines.invalidate(STRAYS);
  }
  return writeSums([...names, STRAYS], needs);
}

async function writeSegments(names: readonly string[], strays: readonly string[], needs: WriteNeeds) {
  const { history, readStream } = needs;
  const known = new Set(strays);
  await mapLimited([...names.entries()], history.concurrency ?? CONCURRENT_SEGMENTS, ([segment, name]) =>
    writeSegment(name, history.read(segment), known, needs),
  );
  await writeSegment(STRAYS, eachOf(strays, readStream), new Set(), needs);
}

async function* eachOf(streamIds: readonly string[], read: WriteNeeds['readStream']) {
  for (const streamId of streamIds) yield await read(streamId);
}

async function writeSegment(
  name: string,
  streams: AsyncIterable<StreamHistory>,
  strays: ReadonlySet<string>,
  { work, how, newWriter, onEvents, signal }: WriteNeeds,
) {
  const lines = work.lines();
  if (await lines.isClosed(name)) return;
  const again = name === STRAYS || (await lines.isOpened(name));
  const sums = await lines.open(name);
  await buildSegment({ streams, how, strays, sums, writer: newWriter(), again, onEvents, signal });
}

async function holdsAny({ work }: WriteNeeds, name: string, streams: ReadonlySet<string>): Promise<boolean> {
  for await (const { streamId } of streamsMet(work.lines(), [name])) if (streams.has(streamId)) return true;
  return false;
}

async function writeSums(names: readonly string[], needs: WriteNeeds): Promise<string | undefined> {
  const writer = needs.newWriter();
  let firstDay: string | undefined;
  for await (const group of needs.work.lines().merged(names)) {
    needs.signal.throwIfAborted();
    for (const { key, value } of group) {
      const parsed = parseLineKey(key);
      if (parsed.kind === 'stream') continue;
      await writeSum(parsed, value, writer);
      if ('date' in parsed && (firstDay === undefined || parsed.date < firstDay)) firstDay = parsed.date;
    }
  }
  await writer.flush();
  return firstDay;
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
      if (counts.total !== 0 || counts.onLoan !== 0) await writer.putRunning(key.bookId, counts);
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

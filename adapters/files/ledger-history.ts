import { type FileHandle, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBy } from '../../app/group-by';
import {
  type DayDigest,
  type Ledger,
  LedgerBrokenError,
  parseDayDigest,
  type SealedFile,
} from '../../app/ledger/ledger';
import { eventOfLine } from '../../app/ledger/sealed-lines';
import type { HistorySource, StreamHistory } from '../../app/rebuild/history-source';
import { MAX_RUNS_AT_ONCE } from './merge-runs';
import { readIfThere } from './read-if-there';

/** A segment's lines are held in memory while it is read. */
const EVENTS_A_SEGMENT = 5_000;
/** Each leaves a sorted file or more, and all are merged at once. */
const MAX_SEGMENTS = MAX_RUNS_AT_ONCE - 100;
const BUFFERED_CHARACTERS = 8 * 1024 * 1024;
/** A file is 10,000 events or 16 MiB at most. */
const FILES_AHEAD = 6;
const DONE = 'done';
/** In canonical JSON an event's stream is its last field but its type. */
const STREAM_FIELD = '"streamId":"';
const TYPE_FIELD = '","type":"';

/** A ledger as a history: its files hold days, so its lines are first dealt out to one file a segment in the
 *  folder, a stream's all to the same. Every file is checked against the hash in its day's digest.
 *  `completeUpTo` is the start of the first day that is not sealed; while none is, of the day on which history
 *  begins, if it has begun.
 *  Errors: LedgerBrokenError. */
export async function ledgerHistory(
  ledger: Ledger,
  folder: string,
  firstDay: () => Promise<string | undefined>,
): Promise<HistorySource> {
  const digests = await readDigests(ledger);
  const expectedEvents = digests.reduce((sum, { count }) => sum + count, 0);
  const segments = Math.min(MAX_SEGMENTS, Math.max(1, Math.ceil(expectedEvents / EVENTS_A_SEGMENT)));
  const sealedUpTo = digests.at(-1)?.day;
  const openDay = sealedUpTo === undefined ? await firstDay() : dayAfter(sealedUpTo);
  const completeUpTo = openDay && `${openDay}T00:00:00.000Z`;
  const wanted = JSON.stringify({ completeUpTo, segments });
  if ((await readIfThere(join(folder, DONE))) !== wanted) {
    await dealOut(ledger, digests, folder, segments);
    await writeFile(join(folder, DONE), wanted, { flush: true });
  }
  return {
    segments,
    expectedEvents,
    ...(completeUpTo !== undefined && { completeUpTo }),
    // One is worked through while the disk is waited for by the other.
    concurrency: 2,
    read: (segment) => dealtSegment(folder, segment),
  };
}

/** The streams of one segment of a ledger that was dealt out in a folder. */
export async function* dealtSegment(folder: string, segment: number): AsyncIterable<StreamHistory> {
  // Decoded in one piece, not as it is read: that takes a third of the time.
  const text = (await readFile(placeOf(folder, segment))).toString('utf8');
  const lines = text.split('\n').slice(0, -1);
  for (const [streamId, history] of groupBy(lines, streamOf)) {
    yield { streamId, events: history.map((line) => eventOfLine(line, `segment ${segment}`)) };
  }
}

async function readDigests(ledger: Ledger): Promise<DayDigest[]> {
  const digests: DayDigest[] = [];
  for (const day of await ledger.days()) {
    digests.push(parseDayDigest((await ledger.digest(day)) ?? '', day).digest);
  }
  return digests;
}

async function dealOut(ledger: Ledger, digests: readonly DayDigest[], folder: string, segments: number) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const places = [...Array(segments).keys()].map((segment) => placeOf(folder, segment));
  const files = await Promise.all(places.map((place) => open(place, 'w')));
  try {
    await dealOutTo(files, ledger, digests);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

async function dealOutTo(segments: readonly FileHandle[], ledger: Ledger, digests: readonly DayDigest[]) {
  let waiting: string[] = segments.map(() => '');
  let characters = 0;
  // One goes to the disk while the next is filled.
  let writing: Promise<unknown> = Promise.resolve();
  for await (const lines of readAhead(ledger, digests)) {
    for (const line of lines) {
      const segment = segmentOf(line, segments.length);
      waiting[segment] += `${line}\n`;
      characters += line.length;
    }
    if (characters < BUFFERED_CHARACTERS) continue;
    await writing;
    writing = appendEach(segments, waiting);
    writing.catch(() => undefined);
    waiting = segments.map(() => '');
    characters = 0;
  }
  await writing;
  await appendEach(segments, waiting);
}

const appendEach = (files: readonly FileHandle[], texts: readonly string[]) =>
  Promise.all(files.map((file, i) => file.appendFile(texts[i] ?? '')));

/** The lines of every file in turn, the next few being read and unzipped meanwhile. */
async function* readAhead(ledger: Ledger, digests: readonly DayDigest[]): AsyncIterable<readonly string[]> {
  const ahead: Promise<readonly string[]>[] = [];
  try {
    for (const file of digests.flatMap(({ files }) => files)) {
      const reading = readChecked(ledger, file);
      // Whoever waits for it hears of a fault; until then it may stand.
      reading.catch(() => undefined);
      ahead.push(reading);
      if (ahead.length > FILES_AHEAD) yield (await ahead.shift()) ?? [];
    }
    for (const reading of ahead) yield await reading;
  } finally {
    await Promise.allSettled(ahead);
  }
}

async function readChecked(ledger: Ledger, { name, sha256: sealed }: SealedFile) {
  const { lines, sha256 } = await ledger.readFile(name);
  if (sha256 !== sealed) throw new LedgerBrokenError(`${name} is not what was sealed.`);
  return lines;
}

/** The stream as its text stands in the line: parsing every line twice would cost as much as all the rest. */
function streamOf(line: string): string {
  const start = line.lastIndexOf(STREAM_FIELD) + STREAM_FIELD.length;
  const text = line.slice(start, line.lastIndexOf(TYPE_FIELD));
  return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}

/** FNV-1a. */
function segmentOf(line: string, segments: number): number {
  const streamId = streamOf(line);
  let hash = 0x81_1c_9d_c5;
  for (let i = 0; i < streamId.length; i += 1) {
    hash = Math.imul(hash ^ streamId.charCodeAt(i), 0x01_00_01_93);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % segments;
}

const placeOf = (folder: string, segment: number) =>
  join(folder, `segment-${String(segment).padStart(4, '0')}.jsonl`);

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

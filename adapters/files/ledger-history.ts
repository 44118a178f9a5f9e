import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../app/events/event-digest';
import type { HistorySource, StreamHistory } from '../../app/history/history-source';
import {
  type DayDigest,
  type Ledger,
  LedgerBrokenError,
  parseDayDigest,
  type SealedFile,
} from '../../app/ledger/ledger';
import { eventOfLine } from '../../app/ledger/sealed-lines';
import { groupBy } from '../../app/lib/group-by';
import { mapLimited } from '../../app/lib/map-limited';
import { type Dealer, openDealer, streamOf } from './dealer';
import { MAX_RUNS_AT_ONCE } from './merge-runs';
import { readIfThere } from './read-if-there';
import { readSegment } from './segment-files';

/** A segment's lines are held in memory while it is read. */
const EVENTS_A_SEGMENT = 5_000;
/** Each leaves a sorted file or more, and all are merged at once. */
const MAX_SEGMENTS = MAX_RUNS_AT_ONCE - 100;
const DIGESTS_AT_ONCE = 16;
/** A file is 10,000 events or 16 MiB at most. */
const FILES_AHEAD = 2;
const DONE = 'done';

/** Those who deal a ledger of this size out, each a part of it; undefined where that is to be done here. */
type OpenDealers = (
  size: Pick<HistorySource, 'expectedEvents' | 'segments'>,
) => readonly Dealer[] | undefined;

/** A ledger as a history: its files hold days, so its lines are first dealt out to one file a segment in the
 *  folder, a stream's all to the same. Every file is checked against the hash in its day's digest.
 *  `completeUpTo` is the start of the first day that is not sealed; while none is, of the day on which history
 *  begins, if it has begun.
 *  Errors: LedgerBrokenError; MissingFileError; FileUnreadableError. */
export async function ledgerHistory(
  ledger: Ledger,
  folder: string,
  firstDay: () => Promise<string | undefined>,
  openDealers?: OpenDealers,
): Promise<HistorySource> {
  const digests = await readDigests(ledger);
  const expectedEvents = digests.reduce((sum, { count }) => sum + count, 0);
  const segments = Math.min(MAX_SEGMENTS, Math.max(1, Math.ceil(expectedEvents / EVENTS_A_SEGMENT)));
  const sealedUpTo = digests.at(-1)?.day;
  const openDay = sealedUpTo === undefined ? await firstDay() : dayAfter(sealedUpTo);
  const completeUpTo = openDay && `${openDay}T00:00:00.000Z`;
  const wanted = JSON.stringify({ completeUpTo, segments });
  if ((await readIfThere(join(folder, DONE))) !== wanted) {
    await rm(folder, { recursive: true, force: true });
    const files = digests.flatMap((digest) => digest.files);
    const dealers = openDealers?.({ expectedEvents, segments }) ?? [
      await openDealer({ folder, part: 0, segments }),
    ];
    await dealOut(ledger, files, dealers);
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
  const lines = await readSegment(folder, segment);
  for (const [streamId, history] of groupBy(lines, streamOf)) {
    yield { streamId, events: history.map((line) => eventOfLine(line, `segment ${segment}`)) };
  }
}

async function readDigests(ledger: Ledger): Promise<DayDigest[]> {
  return mapLimited(await ledger.days(), DIGESTS_AT_ONCE, async (day) => {
    const { digest } = parseDayDigest((await ledger.digest(day)) ?? '', day);
    return digest;
  });
}

/** Each dealer gets files that follow one another, so that a stream's events stay in their order. */
async function dealOut(ledger: Ledger, files: readonly SealedFile[], dealers: readonly Dealer[]) {
  const share = Math.ceil(files.length / dealers.length);
  const dealt = await Promise.allSettled(
    dealers.map((dealer, i) => dealShare(ledger, files.slice(i * share, (i + 1) * share), dealer)),
  );
  for (const one of dealt) if (one.status === 'rejected') throw one.reason;
}

/** The next few files are being read and unzipped while one is dealt. */
async function dealShare(ledger: Ledger, files: readonly SealedFile[], dealer: Dealer) {
  const ahead: Promise<unknown>[] = [];
  try {
    for (const file of files) {
      const dealing = dealer.deal(file.name, readChecked(ledger, file));
      // Whoever waits for it hears of a fault; until then it may stand.
      dealing.catch(() => undefined);
      ahead.push(dealing);
      if (ahead.length > FILES_AHEAD) await ahead.shift();
    }
    await Promise.all(ahead);
  } finally {
    await Promise.allSettled(ahead);
    await dealer.close();
  }
}

async function readChecked(ledger: Ledger, { name, sha256: sealed }: SealedFile): Promise<Uint8Array> {
  const bytes = await ledger.readBytes(name);
  if (sha256(bytes) === sealed) return bytes;
  throw new LedgerBrokenError(`${name} is not what was sealed.`);
}

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

import { canonicalJson, sha256 } from '../events/event-digest';
import type { Clock } from '../lib/clock';
import { closesAt, dayAfter, lastClosedDay } from './closing';
import { addendaIn, compareDay, lineOf } from './compare-day';
import {
  type DayDigest,
  type LedgerWriter,
  MAX_EVENTS_IN_FILE,
  MAX_FILE_BYTES,
  parseDayDigest,
  readDigest,
  type SealedDay,
  type SealedFile,
} from './ledger';
import { merkleTree } from './merkle';
import { type RecordedDays, recordedOn } from './recorded-days';
import { compareFeedPositions, feedPositionOf, type SealedLine } from './sealed-lines';

export type SealPorts = {
  readonly recorded: RecordedDays;
  readonly ledger: LedgerWriter;
  readonly clock: Clock;
  /** Called with the events of the day that are read so far. */
  readonly onProgress?: (day: string, events: number) => void;
};

export type SealReport = {
  readonly sealed: readonly SealedDay[];
  /** What the table holds, or no longer holds, and should not: someone changed history. Nothing of it is
   *  sealed. */
  readonly faults: readonly string[];
  /** Late finds that no day was there to take: the next seal does. */
  readonly waiting: number;
};

/** The day can still get events. */
export class DayOpenError extends Error {
  override readonly name = 'DayOpenError';
}

/** Days sealed before that each seal compares with the index, for it lags and may have held something back. */
const COMPARED_DAYS = 2;

/** Seals every closed day that is not sealed, from the first one that has events, up to `through`. What the
 *  last seals missed goes into the first of them. Doing it again, or twice at once, seals nothing twice.
 *  Errors: DayOpenError if `through` is not closed. */
export async function sealDays(
  ports: SealPorts,
  { through }: { readonly through?: string } = {},
): Promise<SealReport> {
  const lastClosed = lastClosedDay(ports.clock());
  const last = through ?? lastClosed;
  if (last > lastClosed) throw new DayOpenError(`${last} (UTC) can be sealed from ${closesAt(last)} on.`);
  const before = await ports.ledger.days();
  const { missed, faults } = await compareLatest(ports, before);
  let addenda = missed;
  const lastSealed = before.at(-1);
  const start = lastSealed === undefined ? await ports.recorded.firstDay() : dayAfter(lastSealed);
  let prev = lastSealed === undefined ? null : (await readDigest(ports.ledger, lastSealed)).hash;
  const sealed: SealedDay[] = [];
  for (let day = start; day !== undefined && day <= last; day = dayAfter(day)) {
    const one = await sealDay(ports, { day, prev, addenda }, faults);
    sealed.push(one);
    prev = one.hash;
    addenda = [];
  }
  return { sealed, faults, waiting: addenda.length };
}

/** What the last sealed days lack, in order, and what is wrong with them. */
async function compareLatest({ ledger, recorded }: SealPorts, days: readonly string[]) {
  const latest = await Promise.all(days.slice(-COMPARED_DAYS).map((day) => readDigest(ledger, day)));
  const added = await addendaIn(
    ledger,
    latest.map(({ digest }) => digest),
  );
  const missed: SealedLine[] = [];
  const faults: string[] = [];
  for (const day of latest) {
    for await (const difference of compareDay({ ledger, recorded }, day, added)) {
      if (difference.kind === 'not-sealed') missed.push(difference);
      else faults.push(difference.what);
    }
  }
  missed.sort((a, b) => compareFeedPositions(feedPositionOf(a.event), feedPositionOf(b.event)));
  return { missed, faults };
}

type ToSeal = {
  readonly day: string;
  readonly prev: string | null;
  readonly addenda: readonly SealedLine[];
};

async function sealDay(
  ports: SealPorts,
  { day, prev, addenda }: ToSeal,
  faults: string[],
): Promise<SealedDay> {
  const tree = merkleTree();
  const files: SealedFile[] = [];
  for await (const lines of inFiles(linesOf(ports, day, addenda, faults))) {
    for (const { digest } of lines) tree.add(Buffer.from(digest, 'hex'));
    const texts = lines.map(({ line }) => line);
    files.push(await ports.ledger.writeFile(day, files.length, texts));
    ports.onProgress?.(day, tree.size());
  }
  const digest: DayDigest = {
    v: 1,
    day,
    count: tree.size(),
    addenda: addenda.length,
    root: tree.root().toString('hex'),
    prev,
    files,
    sealedAt: ports.clock(),
  };
  const text = canonicalJson(digest);
  if ((await ports.ledger.writeDigest(day, text)) === 'stored') return { digest, hash: sha256(text) };
  // Another seal was first: its digest stands, and what it lacks is found when it is compared.
  const stored = await ports.ledger.digest(day);
  return parseDayDigest(stored ?? '', day);
}

async function* linesOf(
  { recorded }: SealPorts,
  day: string,
  addenda: readonly SealedLine[],
  faults: string[],
): AsyncGenerator<SealedLine> {
  yield* addenda;
  for await (const found of recordedOn(recorded, day)) {
    if ('fault' in found) faults.push(found.fault);
    else yield lineOf(found);
  }
}

async function* inFiles(lines: AsyncIterable<SealedLine>): AsyncGenerator<SealedLine[]> {
  let file: SealedLine[] = [];
  let bytes = 0;
  for await (const line of lines) {
    file.push(line);
    bytes += line.line.length;
    if (file.length < MAX_EVENTS_IN_FILE && bytes < MAX_FILE_BYTES) continue;
    yield file;
    file = [];
    bytes = 0;
  }
  if (file.length > 0) yield file;
}

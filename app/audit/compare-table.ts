import { sha256 } from '../events/event-digest';
import { isUnreadable, type Ledger, parseDayDigest } from '../ledger/ledger';
import { examineItem } from '../ledger/recorded-days';
import { eventOfLine, nameOf, type SealedLine } from '../ledger/sealed-lines';
import { type DaySums, daySums } from './day-sums';

/** All items of the Events table, read consistently, in any order. */
export type EventItems = {
  all(): AsyncIterable<unknown>;
  /** Those whose recordedAt says that they are of this day. */
  recordedOn(day: string): AsyncIterable<unknown>;
};

export type TableComparison = {
  readonly events: number;
  /** Recorded after the last sealed day. */
  readonly notYetSealed: number;
  readonly faults: readonly string[];
};

/** So many days are looked into event by event; where more differ, it is another ledger. */
const MAX_DAYS_NAMED = 5;

/** Compares the whole table with the ledger, whose events `sealed` sums up. What is held of the table does not
 *  grow with it, but for days that differ: their events are named. */
export async function compareTable(
  { ledger, items }: { readonly ledger: Ledger; readonly items: EventItems },
  sealed: DaySums,
  /** `dueDay` is the last day that should have been sealed by now. */
  { lastSealedDay = '', dueDay }: { readonly lastSealedDay: string | undefined; readonly dueDay: string },
  onProgress?: (events: number) => void,
): Promise<TableComparison> {
  const faults: string[] = [];
  const stored = daySums();
  let events = 0;
  let notYetSealed = 0;
  let overdue = 0;
  for await (const item of items.all()) {
    events += 1;
    if (events % 1_000 === 0) onProgress?.(events);
    const found = examineItem(item);
    if ('fault' in found) {
      faults.push(found.fault);
      continue;
    }
    const day = found.event.recordedAt.slice(0, 10);
    if (day <= lastSealedDay) stored.add(found.event.recordedAt, found.digest);
    else notYetSealed += 1;
    if (day > lastSealedDay && day <= dueDay) overdue += 1;
  }
  if (overdue > 0) {
    faults.push(
      `${overdue} events recorded up to ${dueDay} are not sealed: \`shelflog audit seal\`. If those days were sealed, their digests were taken away.`,
    );
  }
  const days = [...new Set([...stored.days(), ...sealed.days()])].sort();
  const different = days.filter((day) => stored.of(day) !== sealed.of(day));
  for (const day of different.slice(0, MAX_DAYS_NAMED)) {
    faults.push(...(await nameDifferences(ledger, items, day)));
  }
  for (const day of different.slice(MAX_DAYS_NAMED)) {
    faults.push(
      `Of ${day} the table has ${stored.count(day)} events, the ledger ${sealed.count(day)}, or others.`,
    );
  }
  return { events, notYetSealed, faults };
}

async function nameDifferences(ledger: Ledger, items: EventItems, day: string): Promise<string[]> {
  const sealed = await sealedOn(ledger, day);
  const faults: string[] = [];
  for await (const item of items.recordedOn(day)) {
    const found = examineItem(item);
    if ('fault' in found) {
      // Told already; what it was is in the ledger under its name, if that still stands.
      continue;
    }
    const name = nameOf(found.event);
    const digest = sealed.get(name);
    sealed.delete(name);
    if (digest === undefined) {
      faults.push(
        `${name}, recorded ${found.event.recordedAt}, is in the table and not in the ledger: put there after ${day} was closed, taken out of the ledger, or late for its seal, which the next one mends.`,
      );
    } else if (digest !== found.digest) {
      faults.push(`${name}, recorded on ${day}, is one event in the table and another in the ledger.`);
    }
  }
  for (const name of sealed.keys()) {
    faults.push(`${name}, recorded on ${day}, is in the ledger and, as it was, no longer in the table.`);
  }
  return faults;
}

/** The digests of the day's events by name, wherever in the ledger they lie. */
async function sealedOn(ledger: Ledger, day: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const days = await ledger.days();
  for (const sealedDay of days.filter((each) => each >= day)) {
    for await (const { event, digest } of readableLines(ledger, sealedDay, sealedDay === day)) {
      if (event.recordedAt.startsWith(day)) found.set(nameOf(event), digest);
    }
  }
  return found;
}

/** What can be read of a day; what cannot, checkLedger has told of. Later days matter for their addenda only. */
async function* readableLines(ledger: Ledger, day: string, isDayItself: boolean): AsyncGenerator<SealedLine> {
  const sealed = await ifReadable(async () => parseDayDigest((await ledger.digest(day)) ?? '', day));
  if (sealed === undefined || !(isDayItself || sealed.digest.addenda > 0)) return;
  for (const { name } of sealed.digest.files) {
    const file = await ifReadable(() => ledger.readFile(name));
    for (const [i, line] of (file?.lines ?? []).entries()) {
      const event = await ifReadable(() => eventOfLine(line, `${name}, line ${i + 1},`));
      if (event) yield { line, event, digest: sha256(line) };
    }
  }
}

async function ifReadable<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

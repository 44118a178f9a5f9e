import type { LibraryEvent } from '../../domain/events';
import { canonicalJson, envelopeOf, sha256 } from '../events/event-digest';
import { dayAfter } from '../ledger/closing';
import {
  type DayDigest,
  isUnreadable,
  type Ledger,
  parseDayDigest,
  type SealedDay,
  type SealedFile,
} from '../ledger/ledger';
import { merkleTree } from '../ledger/merkle';
import { compareFeedPositions, eventOfLine, feedPositionOf, nameOf } from '../ledger/sealed-lines';
import { type DaySums, daySums } from './day-sums';

export type LedgerCheck = {
  readonly days: number;
  readonly events: number;
  readonly first?: string;
  /** The last day that has a digest, readable or not. */
  readonly lastDay?: string;
  /** The last day's digest, which vouches for all before it. */
  readonly head?: { readonly day: string; readonly hash: string };
  /** What is not as it was sealed. */
  readonly faults: readonly string[];
  /** The events that lie there, whether they are right or not. */
  readonly sums: DaySums;
  /** Hashes of all digests, by day. */
  readonly hashes: ReadonlyMap<string, string>;
};

/** Reads a whole ledger: that the chain of digests has no gap, that every file is the one that was sealed, and
 *  that the events in them, in their order, give the roots. Holds one file at a time. */
export async function checkLedger(
  ledger: Ledger,
  onDay?: (day: string, events: number) => void,
): Promise<LedgerCheck> {
  const faults: string[] = [];
  const sums = daySums();
  const hashes = new Map<string, string>();
  const days = await ledger.days();
  let before: SealedDay | undefined;
  let events = 0;
  for (const day of days) {
    const sealed = await digestOf(ledger, day, faults);
    if (sealed === undefined) {
      before = undefined;
      continue;
    }
    if (before || day === days[0]) faults.push(...chainFaults(sealed, before));
    events += await checkDay(ledger, sealed.digest, { faults, sums });
    hashes.set(day, sealed.hash);
    before = sealed;
    onDay?.(day, events);
  }
  const last = days.at(-1);
  const headHash = last === undefined ? undefined : hashes.get(last);
  return {
    days: days.length,
    events,
    faults,
    sums,
    hashes,
    ...(days[0] !== undefined && { first: days[0] }),
    ...(last !== undefined && { lastDay: last }),
    ...(last !== undefined && headHash !== undefined && { head: { day: last, hash: headHash } }),
  };
}

async function digestOf(ledger: Ledger, day: string, faults: string[]): Promise<SealedDay | undefined> {
  try {
    const text = (await ledger.digest(day)) ?? '';
    const sealed = parseDayDigest(text, day);
    if (sealed.digest.day !== day)
      faults.push(`The digest of ${day} says that it is of ${sealed.digest.day}.`);
    if (canonicalJson(sealed.digest) !== text)
      faults.push(`The digest of ${day} is not in its canonical form.`);
    return sealed;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

function chainFaults({ digest }: SealedDay, before: SealedDay | undefined): string[] {
  if (before === undefined) {
    return digest.prev === null
      ? []
      : [`${digest.day} is the first day here, but its digest names one before: days are missing.`];
  }
  const { day } = before.digest;
  if (dayAfter(day) !== digest.day) return [`Between ${day} and ${digest.day} days are missing.`];
  if (digest.prev === before.hash) return [];
  return [
    `The digest of ${day} is not the one that the digest of ${digest.day} names: one of them was changed.`,
  ];
}

type Findings = { readonly faults: string[]; readonly sums: DaySums };

async function checkDay(ledger: Ledger, digest: DayDigest, findings: Findings): Promise<number> {
  const { faults } = findings;
  const { day } = digest;
  const tree = merkleTree();
  const lines = lineChecker(day, findings);
  for (const file of digest.files) {
    for (const [i, line] of (await linesOf(ledger, file, faults)).entries()) {
      const leaf = sha256(line);
      tree.add(Buffer.from(leaf, 'hex'));
      lines.check(line, leaf, `${file.name}, line ${i + 1},`);
    }
  }
  if (tree.size() !== digest.count) {
    faults.push(`${day} has ${tree.size()} events; ${digest.count} were sealed.`);
  }
  if (lines.addenda() !== digest.addenda) {
    faults.push(`${day} has ${lines.addenda()} events of earlier days; ${digest.addenda} were sealed.`);
  }
  if (tree.root().toString('hex') !== digest.root) {
    faults.push(`The events of ${day} are not those that its digest seals: the roots differ.`);
  }
  return tree.size();
}

async function linesOf(ledger: Ledger, file: SealedFile, faults: string[]): Promise<readonly string[]> {
  try {
    const { lines, sha256: hash } = await ledger.readFile(file.name);
    if (hash !== file.sha256) faults.push(`${file.name} is not the file that was sealed.`);
    return lines;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    faults.push(error.message);
    return [];
  }
}

/** What can be told of each line of a day by itself and by the one before it. */
function lineChecker(day: string, { faults, sums }: Findings) {
  let addenda = 0;
  let last = '';
  return {
    addenda: () => addenda,
    check(line: string, digest: string, where: string) {
      const event = readLine(line, where, faults);
      if (event === undefined) return;
      const { recordedAt } = event;
      const name = nameOf(event);
      const key = feedPositionOf(event);
      if (compareFeedPositions(key, last) <= 0)
        faults.push(`${where} ${name} is not in its place: it was moved or doubled.`);
      const recordedDay = recordedAt.slice(0, 10);
      if (recordedDay > day) faults.push(`${where} ${name} was recorded after ${day}.`);
      if (recordedDay < day) addenda += 1;
      last = key;
      sums.add(recordedAt, digest);
    },
  };
}

function readLine(line: string, where: string, faults: string[]): LibraryEvent | undefined {
  try {
    const event = eventOfLine(line, where);
    if (canonicalJson(envelopeOf(event)) !== line)
      faults.push(`${where} ${nameOf(event)} is not written as events are: it was changed.`);
    return event;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

import { sha256 } from '../events/event-digest';
import { type DayDigest, type Ledger, LedgerBrokenError, readDigest } from '../ledger/ledger';
import { merkleTree } from '../ledger/merkle';
import { eventOfLine } from '../ledger/sealed-lines';
import { type EventName, isNamed } from './event-name';
import type { Proof } from './proof';

type Found = { readonly digest: DayDigest; readonly index: number; readonly line: string };

/** A proof that the event was sealed, or undefined if no sealed day holds it. `recordedDay` says where to look
 *  first. Errors: LedgerBrokenError if what was sealed of its day is no longer what lies there. */
export async function proveEvent(
  ledger: Ledger,
  name: EventName,
  recordedDay?: string,
): Promise<Proof | undefined> {
  const days = await ledger.days();
  const found = await find(ledger, likeliestFirst(days, recordedDay), name);
  if (found === undefined) return undefined;
  const { digest, index, line } = found;
  const tree = merkleTree(index);
  for (const { name: file } of digest.files) {
    const { lines } = await ledger.readFile(file);
    for (const each of lines) tree.add(Buffer.from(sha256(each), 'hex'));
  }
  if (tree.size() !== digest.count || tree.root().toString('hex') !== digest.root) {
    throw new LedgerBrokenError(
      `The events of ${digest.day} are not those that were sealed: see \`audit check --ledger\`.`,
    );
  }
  const later = days.slice(days.indexOf(digest.day) + 1);
  const digests = [digest];
  for (const day of later) digests.push((await readDigest(ledger, day)).digest);
  return {
    v: 1,
    event: JSON.parse(line),
    index,
    path: tree.path().map((step) => step.toString('hex')),
    digests,
  };
}

/** An event is sealed with its day or, if that seal missed it, soon after; never before. */
function likeliestFirst(days: readonly string[], recordedDay: string | undefined): string[] {
  if (recordedDay === undefined) return [...days].reverse();
  return days.filter((day) => day >= recordedDay);
}

async function find(ledger: Ledger, days: readonly string[], name: EventName): Promise<Found | undefined> {
  // Canonical JSON writes it so and no other way; far cheaper than to read each event.
  const mark = `"eventId":${JSON.stringify(name.eventId)}`;
  for (const day of days) {
    const { digest } = await readDigest(ledger, day);
    let index = 0;
    for (const { name: file } of digest.files) {
      const { lines } = await ledger.readFile(file);
      for (const [i, line] of lines.entries()) {
        if (line.includes(mark) && isNamed(eventOfLine(line, `${file}, line ${i + 1},`), name)) {
          return { digest, index, line };
        }
        index += 1;
      }
    }
  }
  return undefined;
}

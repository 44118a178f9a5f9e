import { eventFeed } from '../../contract/keys';
import type { LibraryEvent } from '../../domain/events';
import { sha256 } from '../events/event-digest';
import { readEvent } from '../events/read-event';
import { type DayDigest, type Ledger, LedgerBrokenError } from './ledger';

/** An event as a line of the ledger, with its digest: the hash of the line. */
export type SealedLine = { readonly line: string; readonly digest: string; readonly event: LibraryEvent };

/** The event of a line. Errors: LedgerBrokenError if it holds none. */
export function eventOfLine(line: string, where: string): LibraryEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new LedgerBrokenError(`${where} is no JSON.`, { cause });
  }
  const parsed = readEvent(value);
  if (parsed.success) return parsed.data;
  throw new LedgerBrokenError(`${where} is no event: ${parsed.error.issues[0]?.message ?? ''}`);
}

/** The events of a sealed day in the order of its tree, a file at a time. The files are taken as they are:
 *  whether they are those that were sealed is for checkDay to say. */
export async function* sealedLines(ledger: Ledger, { files }: DayDigest): AsyncGenerator<SealedLine> {
  for (const { name } of files) {
    const { lines } = await ledger.readFile(name);
    for (const [i, line] of lines.entries()) {
      yield { line, digest: sha256(line), event: eventOfLine(line, `${name}, line ${i + 1},`) };
    }
  }
}

/** An event's place in the feed, by which a day's events are ordered. */
export const feedPositionOf = ({ recordedAt, eventId, streamId }: LibraryEvent) =>
  eventFeed.position(recordedAt, eventId, streamId);

/** Negative, zero or positive, bytewise as DynamoDB sorts text. UTF-16 units would sort some signs otherwise. */
export function compareFeedPositions(a: string, b: string): number {
  const [earlier, later] = [eventFeed.instantOf(a), eventFeed.instantOf(b)];
  if (earlier !== later) return earlier < later ? -1 : 1;
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export const nameOf = ({ streamId, eventId }: { readonly streamId: string; readonly eventId: string }) =>
  `${streamId}/${eventId}`;

import type { BookEvent } from '../../domain/book/events';
import type { Calendar } from '../../domain/calendar';
import type { LibraryEvent } from '../../domain/events';
import { tagStream } from '../../domain/ids';
import type { TagEvent } from '../../domain/tag/events';
import { type HistoryStep, readHistory } from '../../domain/tag/history';
import { stockDelta } from '../../projections/stock';
import { tagEventsOf } from '../history/derive-rows';
import type { BehindEvent, Drift } from '../history/drift';
import { mapLimited } from '../lib/map-limited';
import { streamsRecorded } from '../rebuild/catch-up';
import type { RowValue, SumKey } from './served-rows';
import type { VerifyPorts } from './verify-ports';

/** So many events are told of a row, the newest. */
const MAX_EVENTS = 20;
const DAY_MS = 86_400_000;
const CONCURRENT = 8;

type EventSummary = Pick<LibraryEvent, 'streamId' | 'eventId' | 'type' | 'effectiveAt' | 'recordedAt'>;
const behindEvent = ({ streamId, eventId, type, effectiveAt, recordedAt }: EventSummary): BehindEvent => ({
  streamId,
  eventId,
  type,
  effectiveAt,
  recordedAt,
});

const newest = (events: readonly BehindEvent[]) => events.slice(-MAX_EVENTS);

type ReadStep = { readonly step: HistoryStep; readonly behind: BehindEvent };

/** A tag's history as it shall read, each event with its outcome now where that is another. */
function readBoth(
  events: readonly TagEvent[],
  { interpretation, wanted = interpretation }: VerifyPorts,
): ReadStep[] {
  const served =
    wanted === interpretation
      ? new Map<string, HistoryStep>()
      : new Map(readHistory(events, interpretation.rules).steps.map((step) => [step.event.eventId, step]));
  return readHistory(events, wanted.rules).steps.map((step) => {
    const { event, outcome } = step;
    const before = served.get(event.eventId)?.outcome;
    const behind: BehindEvent = {
      ...behindEvent(event),
      ...(outcome && { outcome }),
      ...(before && before !== outcome && { servedOutcome: before }),
    };
    return { step, behind };
  });
}

/** The events of a tag behind one of its rows: those that a change of rules gives another meaning, or else
 *  those that touch the row. */
export function explainTagRow(
  name: string,
  events: readonly TagEvent[],
  row: RowValue | undefined,
  ports: VerifyPorts,
): readonly BehindEvent[] {
  const steps = readBoth(events, ports);
  const changed = steps.filter(({ behind }) => behind.servedOutcome !== undefined);
  if (changed.length > 0) return newest(changed.map(({ behind }) => behind));
  return newest(steps.filter(({ step }) => touches(step, name, row)).map(({ behind }) => behind));
}

function touches({ event }: HistoryStep, name: string, row: RowValue | undefined): boolean {
  if (name.startsWith('loan#')) {
    return event.effectiveAt === row?.['borrowedAt'] || event.effectiveAt === row?.['returnedAt'];
  }
  if (name.startsWith('book#')) {
    return event.type === 'TagAssigned' && `book#${event.data.bookId}` === name;
  }
  return true;
}

export const explainBook = (events: readonly BookEvent[]): readonly BehindEvent[] =>
  newest(events.map(behindEvent));

/** The events behind a sum: of the tags that are or were copies of its book, or for a day's own figures those of
 *  that day that are behind rows of tags which differ too; if there are none, of the tags seen about that day. */
export async function explainSum(
  key: SumKey,
  tagDrift: readonly Drift[],
  ports: VerifyPorts,
): Promise<readonly BehindEvent[]> {
  const { served, interpretation, wanted = interpretation } = ports;
  const known = key.kind === 'day' ? scansOn(key.date, tagDrift, wanted.calendar) : [];
  if (known.length > 0) return newest(known);
  const tagIds = 'bookId' in key ? await served.tagsOf(key.bookId) : await tagsSeenAbout(key.date, ports);
  const steps = await mapLimited(tagIds, CONCURRENT, async (tagId) =>
    readBoth(tagEventsOf(await ports.readStream(tagStream(tagId))), ports),
  );
  const onDay = steps.flat().filter(({ step }) => isOnDay(step, key, wanted.calendar));
  const changed = onDay.filter((each) => each.behind.servedOutcome !== undefined);
  const behind = onDay.filter(({ step }) => movesSum(step, key));
  const events = (changed.length > 0 ? changed : behind).map((each) => each.behind);
  return newest(events.sort(byTime));
}

/** However late they were recorded: of them the feed about that day knows nothing. */
function scansOn(date: string, tagDrift: readonly Drift[], calendar: Calendar): BehindEvent[] {
  const events = tagDrift
    .flatMap((drift) => drift.events)
    .filter(({ outcome, effectiveAt }) => outcome !== undefined && calendar(effectiveAt).date === date);
  const byName = new Map(events.map((event) => [`${event.streamId} ${event.eventId}`, event]));
  return [...byName.values()].sort(byTime);
}

const byTime = (a: BehindEvent, b: BehindEvent) => (a.effectiveAt < b.effectiveAt ? -1 : 1);

const isOnDay = ({ event }: HistoryStep, key: SumKey, calendar: Calendar) =>
  !('date' in key) || calendar(event.effectiveAt).date === key.date;

function movesSum({ outcome, before, after }: HistoryStep, key: SumKey): boolean {
  if (key.kind === 'day') return outcome !== undefined;
  const lent = (outcome === 'borrowed' || outcome === 'returned') && after.bookId === key.bookId;
  return lent || stockDelta(before, after).some(([bookId]) => bookId === key.bookId);
}

/** Some of the tags of which something was recorded on the day or about it: enough to find events. */
async function tagsSeenAbout(date: string, { feed, signal }: VerifyPorts): Promise<string[]> {
  const from = new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS / 2).toISOString();
  const to = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS * 1.5).toISOString();
  const tags = new Set<string>();
  for await (const { streamIds } of streamsRecorded(feed, { from, to }, signal)) {
    for (const streamId of streamIds) {
      if (streamId.startsWith('tag#')) tags.add(streamId.slice('tag#'.length));
    }
    if (tags.size >= MAX_EVENTS) break;
  }
  return [...tags].slice(0, MAX_EVENTS);
}

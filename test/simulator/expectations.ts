import { canonicalJson } from '../../app/events/event-digest';
import type { Generation } from '../../app/history/generations';
import { groupBy } from '../../app/lib/group-by';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { isTagEvent } from '../../domain/events';
import { readHistory } from '../../domain/tag/history';
import { contributionsOf } from '../../projections/analytics';
import { addCounters } from '../../projections/counters';
import { readLibrary } from '../../projections/reference-fold';
import { countingContributions } from './counting-contributions';
import type { LibraryWorld } from './library-world';
import type { Sent } from './schedules';

/** The read models of a generation are, to the byte, what the plain fold over the stored events says. */
export function expectServedAsFolded(library: LibraryWorld, { id, rules, timeZone }: Generation) {
  const folded = readLibrary(library.events(), rules, libraryCalendar(timeZone));
  const served = library.served(id);
  if (canonicalJson(served) !== canonicalJson(folded)) expect(served).toEqual(folded);
}

/** What each tag is said to have contributed is what its events do: together, what was added to the sums. */
export function expectContributionsAsFolded(library: LibraryWorld, { id, rules, timeZone }: Generation) {
  const tagEvents = library.events().filter(isTagEvent);
  const calendar = libraryCalendar(timeZone);
  const folded = [...groupBy(tagEvents, (event) => event.data.tagId)].map(([tagId, history]) => {
    const { steps, reading } = readHistory(history, rules);
    return [tagId, { added: addCounters([contributionsOf(steps, calendar)]), reading, rewriting: false }];
  });
  const stored = countingContributions(library, id);
  expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(folded));
}

/** Every scan is stored once, by one of the contents that it was sent with; any other lies in quarantine, and
 *  nothing else does. */
export function expectEachScanOnce(library: LibraryWorld, sent: readonly Sent[]) {
  const stored = new Map(library.events().map((event) => [`${event.streamId} ${event.eventId}`, event]));
  const refused: string[] = [];
  for (const { tagId, scanId, texts } of sent) {
    const event = stored.get(`tag#${tagId} scan#${scanId}`);
    const text = event?.type === 'TagScanned' ? event.data.text : undefined;
    expect(texts).toContain(text);
    refused.push(...texts.filter((other) => other !== text).map((other) => `${tagId} ${scanId} ${other}`));
  }
  const quarantined = [...library.quarantined.values()].map(({ payload }) => {
    const { tagId, scanId, text } = JSON.parse(Buffer.from(payload, 'base64').toString());
    return `${tagId} ${scanId} ${text}`;
  });
  expect(quarantined.sort()).toEqual(refused.sort());
}

/** Every day that has figures or loans was marked for export. */
export function expectDaysMarked(library: LibraryWorld, { id, timeZone }: Generation) {
  const marks = new Set(library.db.tables.control.all().map((item) => item['sk']?.S));
  const { analytics, days, loans } = library.served(id);
  const unmarked = [...analytics, ...days].filter(({ date }) => !marks.has(`day#${date}`));
  expect(unmarked).toEqual([]);
  const calendar = libraryCalendar(timeZone);
  expect(loans.filter((loan) => !marks.has(`loans#${calendar(loan.borrowedAt).date}`))).toEqual([]);
}

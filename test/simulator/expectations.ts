import { canonicalJson } from '../../app/event-digest';
import type { Generation } from '../../app/generations';
import { libraryCalendar } from '../../app/library-calendar';
import { readLibrary } from '../../projections/library';
import type { Sent } from './courses';
import type { LibraryWorld } from './library-world';

/** The read models of a generation are, to the byte, what the plain fold over the stored events says. */
export function expectServedAsFolded(library: LibraryWorld, { id, rules, timeZone }: Generation) {
  const folded = readLibrary(library.events(), rules, libraryCalendar(timeZone));
  const served = library.served(id);
  if (canonicalJson(served) !== canonicalJson(folded)) expect(served).toEqual(folded);
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

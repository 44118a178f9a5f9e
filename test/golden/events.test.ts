import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromItem, storedDigest, toItem } from '../../app/events/event-codec';
import { eventDigest } from '../../app/events/event-digest';
import { BOOK_EVENT_TYPES } from '../../domain/book/events';
import { TAG_EVENT_TYPES } from '../../domain/tag/events';
import { EVERY_EVENT } from '../support/events';

/** As items are written today, and as they were first: with the key again in `data`, and a `feedKey`, when there
 *  were fewer types. */
const TODAY = 'events';
const FORMS = [TODAY, 'events-with-feed-key'];
const SINCE_0_3 = ['ScanRestored', 'TagIgnored', 'BookWithdrawn'];
const typesIn = (form: string) =>
  EVERY_EVENT.filter(({ type }) => form === TODAY || !SINCE_0_3.includes(type));

const namesIn = (form: string) => readdirSync(join(__dirname, form));
const read = (form: string, name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, form, name), 'utf8'));

it('every type of event has an example', () => {
  const types = [...Object.keys(TAG_EVENT_TYPES), ...Object.keys(BOOK_EVENT_TYPES)];
  expect(EVERY_EVENT.map(({ type }) => type).sort()).toEqual(types.sort());
});

describe.each(FORMS)('stored events of every version, in %s,', (form) => {
  const names = namesIn(form);

  it('are kept, one file for each type and version', () => {
    const types = typesIn(form).map(({ type, schemaVersion }) => `${type}.v${schemaVersion}.json`);
    expect(names.filter((name) => types.includes(name)).sort()).toEqual([...types].sort());
  });

  it.each(names)('%s has the digest that its content gives', (name) => {
    expect(eventDigest(fromItem(read(form, name)))).toBe(storedDigest(read(form, name)));
  });

  it('are the events that are written today', () => {
    for (const event of typesIn(form)) {
      expect(fromItem(read(form, `${event.type}.v${event.schemaVersion}.json`))).toEqual(event);
    }
  });
});

it.each(namesIn(TODAY))('%s would be stored the same today', (name) => {
  expect(toItem(fromItem(read(TODAY, name)))).toEqual(read(TODAY, name));
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromItem, storedDigest, toItem } from '../../app/event-codec';
import { eventDigest } from '../../app/event-digest';
import { EVERY_EVENT } from '../support/events';

const FOLDER = join(__dirname, 'events');
const names = readdirSync(FOLDER);
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

describe('stored events of every version', () => {
  it('are kept, one file for each type and version', () => {
    const types = EVERY_EVENT.map(({ type, schemaVersion }) => `${type}.v${schemaVersion}.json`);
    expect(names.filter((name) => types.includes(name)).sort()).toEqual([...types].sort());
  });

  it.each(names)('%s is read and would be stored the same', (name) => {
    expect(toItem(fromItem(read(name)))).toEqual(read(name));
  });

  it.each(names)('%s has the digest that its content gives', (name) => {
    expect(eventDigest(fromItem(read(name)))).toBe(storedDigest(read(name)));
  });

  it('are the events that today is written', () => {
    for (const event of EVERY_EVENT) {
      expect(fromItem(read(`${event.type}.v${event.schemaVersion}.json`))).toEqual(event);
    }
  });
});

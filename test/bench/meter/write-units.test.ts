import type { Item } from '../../../bench/meter/item-size';
import type { TableShape } from '../../../bench/meter/table-shape';
import { writeUnits } from '../../../bench/meter/write-units';

const indexed = (projection: 'ALL' | 'KEYS_ONLY'): TableShape => ({
  name: 'loans',
  keys: ['pk'],
  indexes: [{ name: 'byDay', keys: ['day', 'tag'], projection }],
});
const PLAIN: TableShape = { name: 'loans', keys: ['pk'], indexes: [] };

/** An item of exactly so many bytes. */
const sized = (bytes: number): Item => ({ pk: { S: 'x'.repeat(bytes - 2) } });
const item = (fields: Record<string, string>): Item =>
  Object.fromEntries(Object.entries({ pk: 'a', ...fields }).map(([name, S]) => [name, { S }]));

const once = { transactional: false };
const together = { transactional: true };

/** Source: DynamoDB Developer Guide, "Read and write operations". */
describe('the write units of a table', () => {
  it.each([
    ['an item of one byte too few for a second', undefined, sized(1024), 1],
    ['an item of one byte more', undefined, sized(1025), 2],
    ['a growing item: what it became', sized(100), sized(2049), 3],
    ['a shrinking item: what it was', sized(2049), sized(100), 3],
    ['an item that is removed', sized(1025), undefined, 2],
    ['an item that was not there', undefined, undefined, 1],
    ['an item that stays as it is', sized(1025), sized(1025), 2],
  ])('%s', (_, before, after, units) => {
    expect(writeUnits(PLAIN, before, after, once)).toEqual({ table: units, index: 0 });
    expect(writeUnits(PLAIN, before, after, together)).toEqual({ table: 2 * units, index: 0 });
  });
});

const there = item({ day: '2026-03-02', tag: 't' });
const large = 'x'.repeat(2000);

/** Source: DynamoDB Developer Guide, "Using Global Secondary Indexes", on provisioned throughput for writes. */
describe('the write units of an index', () => {
  it.each<[string, Item | undefined, Item | undefined, number]>([
    ['an entry that is made', undefined, there, 1],
    ['an entry that comes with its keys', item({}), there, 1],
    ['an entry that is removed with its item', there, undefined, 1],
    ['an entry that is removed with one of its keys', there, item({ tag: 't' }), 1],
    ['an entry under another key: removed and made', there, item({ day: '2026-03-03', tag: 't' }), 2],
    ['an entry under another sort key, likewise', there, item({ day: '2026-03-02', tag: 'u' }), 2],
    ['an entry whose other attributes change', there, { ...there, name: { S: 'Emma' } }, 1],
    ['an entry that stays as it is', there, there, 0],
    ['no entry before and after', item({}), item({ name: 'Emma' }), 0],
    ['half of the keys is no entry', undefined, item({ day: '2026-03-02' }), 0],
    ['a large entry', undefined, { ...there, name: { S: large } }, 2],
    ['a large entry that shrinks', { ...there, name: { S: large } }, there, 2],
    ['a large entry that moves', { ...there, name: { S: large } }, item({ day: 'd', tag: 't' }), 2 + 1],
  ])('%s', (_, before, after, units) => {
    expect(writeUnits(indexed('ALL'), before, after, once).index).toBe(units);
    expect(writeUnits(indexed('ALL'), before, after, together).index).toBe(units);
  });

  it('that holds keys only is not written when anything else changes, and its entries are small', () => {
    const keysOnly = indexed('KEYS_ONLY');
    expect(writeUnits(keysOnly, there, { ...there, name: { S: large } }, once)).toEqual({
      table: 2,
      index: 0,
    });
    expect(writeUnits(keysOnly, undefined, { ...there, name: { S: large } }, once).index).toBe(1);
  });

  it('is added up over all indexes', () => {
    const { indexes } = indexed('ALL');
    const byName = { name: 'byName', keys: ['name'], projection: 'ALL' } as const;
    const both = { ...PLAIN, indexes: [...indexes, byName] };
    expect(writeUnits(both, undefined, { ...there, name: { S: 'Emma' } }, once).index).toBe(2);
    expect(writeUnits(both, undefined, there, once).index).toBe(1);
  });
});

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { itemSizeBytes } from '../../../bench/meter/item-size';

/** Beside the one letter of the attribute's name.
 *  Source of the sizes: DynamoDB Developer Guide, "DynamoDB item sizes and formats". */
const VALUES: [says: string, value: AttributeValue, bytes: number][] = [
  ['text: its bytes in UTF-8', { S: 'Emma' }, 4],
  ['empty text', { S: '' }, 0],
  ['an umlaut: two bytes', { S: 'ü' }, 2],
  ['an emoji: four bytes', { S: '📚' }, 4],
  ['a number: a byte for two digits, and one', { N: '12' }, 2],
  ['an odd digit takes a byte', { N: '123' }, 3],
  ['38 digits', { N: '1'.repeat(38) }, 20],
  ['zeroes at the end are trimmed', { N: '1200' }, 2],
  ['zeroes at the start are trimmed', { N: '0.0012' }, 2],
  ['zeroes within are not', { N: '1002' }, 3],
  ['zero', { N: '0' }, 1],
  ['a sign takes a byte', { N: '-12' }, 3],
  ['an exponent is in the one byte', { N: '12E+20' }, 2],
  ['bytes: as many as there are', { B: new Uint8Array(5) }, 5],
  ['a Boolean', { BOOL: false }, 1],
  ['null', { NULL: true }, 1],
  ['an empty list', { L: [] }, 3],
  ['an empty map', { M: {} }, 3],
  ['a list: three, and one for each element', { L: [{ S: 'ab' }, { N: '1' }] }, 3 + (2 + 1) + (2 + 1)],
  ['a map: three, and one for each entry beside its name', { M: { ab: { S: 'cd' } } }, 3 + 2 + 2 + 1],
  ['lists in maps', { M: { a: { L: [{ BOOL: true }] } } }, 3 + (1 + (3 + 1 + 1) + 1)],
  ['a set of texts', { SS: ['ab', 'c'] }, 3],
  ['a set of numbers', { NS: ['12', '3'] }, 2 + 2],
  ['a set of bytes', { BS: [new Uint8Array(2), new Uint8Array(3)] }, 5],
];

describe('the size of an item', () => {
  it.each(VALUES)('%s', (_, value, bytes) => {
    expect(itemSizeBytes({ a: value })).toBe(1 + bytes);
  });

  it('is the sum over names and values', () => {
    expect(itemSizeBytes({ streamId: { S: 'tag#1' }, größe: { N: '12' } })).toBe(8 + 5 + (7 + 2));
    expect(itemSizeBytes({})).toBe(0);
  });

  it('is not guessed for a type that is not known', () => {
    expect(() => itemSizeBytes({ a: { $unknown: ['X', 1] } })).toThrow('unknown type');
  });
});

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { plainItem } from '../../../../adapters/dynamodb/requests/plain-values';

/** As it comes over the wire. */
const overTheWire = (item: unknown): unknown => JSON.parse(JSON.stringify(item));

/** The SDK takes an object whose field is named as one that every object has for an instance of a class. */
const fieldName = fc.string({ minLength: 1 }).filter((name) => !(name in {}));

const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fieldName, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe('an item as DynamoDB’s JSON has it', () => {
  it('is read as the SDK would read it', () => {
    fc.assert(
      fc.property(fc.dictionary(fieldName, anyValue, { noNullPrototype: true }), (plain) => {
        const item = marshall(plain);
        expect(plainItem(overTheWire(item))).toEqual(unmarshall(item));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a number that a double cannot hold, bytes and sets', () => {
    expect(
      plainItem({ n: { N: '9007199254740993' }, b: { B: 'AQI=' }, s: { SS: ['x'] }, ns: { NS: ['1', '2'] } }),
    ).toEqual({
      n: 9_007_199_254_740_993n,
      b: Buffer.from([1, 2]),
      s: new Set(['x']),
      ns: new Set([1, 2]),
    });
  });

  it('keeps a field named __proto__', () => {
    const { m } = plainItem(JSON.parse('{"m":{"M":{"__proto__":{"S":"x"}}}}'));
    expect(JSON.stringify(m)).toBe('{"__proto__":"x"}');
  });

  it.each([
    undefined,
    null,
    'x',
    { a: null },
    { a: {} },
    { a: { S: 1 } },
    { a: { N: 1 } },
    { a: { L: {} } },
    { a: { X: 1 } },
  ])('refuses %p', (item) => {
    expect(() => plainItem(item)).toThrow(TypeError);
  });
});

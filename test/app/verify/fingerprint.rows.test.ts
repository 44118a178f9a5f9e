import fc from 'fast-check';
import { addLines, type LineValue } from '../../../app/history/sum-keys';
import { rowFingerprint } from '../../../app/verify/fingerprint';

type Row = { readonly name: string; readonly status: string };

const row: fc.Arbitrary<Row> = fc.record({
  name: fc.constantFrom('tag', 'loan#000001', 'loan#000002', 'book#b'),
  status: fc.constantFrom('available', 'on-loan', ''),
});
const sumOf = (rows: readonly Row[]): LineValue =>
  rows.map(({ name, ...values }): LineValue => rowFingerprint(name, values)).reduce(addLines, {});

describe('the fingerprint of a tag’s rows', () => {
  it('is the same in whatever order they come, and for no other rows', () => {
    const inOrder = (rows: readonly Row[]) => rows.map((one) => JSON.stringify(one)).sort();
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), fc.array(row, { maxLength: 4 }), (a, b) => {
        const same = JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
        expect(JSON.stringify(sumOf(a)) === JSON.stringify(sumOf(b))).toBe(same);
      }),
      { numRuns: 3_000 },
    );
  });

  it('tells a row from the same under another name', () => {
    const values = { status: 'available' };
    expect(rowFingerprint('tag', values)).not.toEqual(rowFingerprint('book#b', values));
  });

  it('stays exact over a hundred thousand rows', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => rowFingerprint(`loan#${i}`, { n: i }));
    const inDoubles = rows.reduce((sum, { a }) => sum + a, 0);
    expect(BigInt(inDoubles)).toBe(rows.reduce((sum, { a }) => sum + BigInt(a), 0n));
    expect(inDoubles).toBeGreaterThan(2 ** 47);
  });
});

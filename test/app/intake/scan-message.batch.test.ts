import { aSentScan } from '../../support/messages';
import { parse } from './parsed-messages';

describe('a message with a batch', () => {
  const batchOf = (count: number) =>
    Array.from({ length: count }, (_, n) => aSentScan({ scanId: `s${n}`, text: undefined }));

  it.each([1, 500])('of %d scans is read', (count) => {
    const { scans, faults } = parse({ scans: batchOf(count) });
    expect([scans.length, faults]).toEqual([count, []]);
  });

  it.each([0, 501])('of %d scans is refused whole', (count) => {
    const { scans, faults } = parse({ scans: batchOf(count) });
    expect(scans).toEqual([]);
    expect(faults).toEqual([{ place: 'message', reasons: [`scans: must be 1 to 500 scans, not ${count}`] }]);
  });

  it('gives the good scans, and the places of the bad', () => {
    const { scans, faults } = parse({ scans: [aSentScan(), { tagId: 1 }, null, aSentScan({ scanId: 'z' })] });
    expect(scans.map(({ scanId }) => scanId)).toEqual(['01JD-a_1', 'z']);
    expect(faults).toEqual([
      { place: 'scans[1]', reasons: ['scanId: is missing', 'scannedAt: is missing'] },
      { place: 'scans[2]', reasons: ['is no JSON object'] },
    ]);
  });

  it('gives a scan that is in it twice once, and with other content twice', () => {
    const other = aSentScan({ text: 'other' });
    const { scans } = parse({ scans: [aSentScan(), other, { ...aSentScan(), tagId: 386103974449 }] });
    expect(scans.map(({ text }) => text)).toEqual(['', 'other']);
  });

  it('that is a scan as well is refused', () => {
    expect(parse({ ...aSentScan(), scans: [aSentScan()] })).toMatchObject({
      scans: [],
      faults: [{ place: 'message', reasons: [expect.stringMatching(/^scanId:/)] }],
    });
  });

  it.each([[{}], ['x'], [7], [true]])('whose scans are %j is refused', (scans) => {
    expect(parse({ scans }).faults).toEqual([{ place: 'message', reasons: ['scans: must be a list'] }]);
  });
});

import type { StoredScan } from '../../src/spool/spooled-scan';
import { unsentScans } from '../../src/spool/unsent-scans';

const scan = {
  tagId: 't',
  text: '',
  mode: 'checkout',
  at: 1,
  mono: 1,
  bootId: 'boot',
  synced: true,
} as const;
const all = Array.from({ length: 2_500 }, (_, n): StoredScan => ({ seq: n + 1, scan }));

/** A spool of these scans, and how many it was asked for at once at most. */
function aSpool(scans: readonly StoredScan[], cursor: number) {
  const asked: number[] = [];
  return {
    asked,
    stats: () => ({
      level: 'ok' as const,
      depth: scans.length - cursor,
      bytes: 0,
      lastSeq: scans.length,
      cursor,
      damaged: { lines: 0, bytes: 0 },
    }),
    readAfter: (after: number, count: number) => {
      asked.push(count);
      return scans.filter(({ seq }) => seq > after).slice(0, count);
    },
  };
}

describe('the scans that the broker does not have', () => {
  it('come in their order, a thousand in memory at a time', () => {
    const spool = aSpool(all, 200);
    expect([...unsentScans(spool)]).toEqual(all.slice(200));
    expect(spool.asked).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it('are none where it has them all', () => {
    expect([...unsentScans(aSpool(all, 2_500))]).toEqual([]);
  });
});

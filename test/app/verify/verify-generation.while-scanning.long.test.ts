import { stockKeys } from '../../../contract/keys';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { circulationProjector } from '../../../wiring/circulation-projector';
import { anAssignment, aScan, at } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';

const TAGS = Array.from({ length: 60 }, (_, n) => `tag-${n}`);
const ANALYTICS_BEHIND_MS = 400;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
  await fixture.scan(TAGS.map((tagId) => anAssignment(at('08:00'), 'b', 1, { tagId })));
});
afterEach(() => fixture.close());

/** 20 scans a second, each in Inventory and Stock at once and in Analytics later, until it is stopped. */
function scansWithAnalyticsBehind() {
  const project = circulationProjector({ ...fixture.location, marks: { mark: async () => {} } });
  const served = { id: 'g1', rules: DEFAULT_RULES, timeZone: fixture.location.timeZone };
  let running = true;
  const later: Promise<void>[] = [];
  const working = (async () => {
    for (let n = 0; running; n += 1) {
      const now = new Date().toISOString();
      const scan = aScan(now, { tagId: TAGS[n % TAGS.length]!, readerId: `r${n}`, recordedAt: now });
      await fixture.record([scan]);
      await project(served, [scan]);
      later.push(pause(ANALYTICS_BEHIND_MS).then(() => fixture.project([scan])));
      await pause(50);
    }
    await Promise.all(later);
  })();
  return async () => {
    running = false;
    await working;
  };
}

describe('verify while the projections are minutes behind', () => {
  const agoMs = (ms: number) => new Date(Date.now() - ms).toISOString();
  const lent = TAGS.map((tagId, n) => {
    const at = agoMs(300_000 + n);
    return aScan(at, { tagId, readerId: `r${n}`, recordedAt: at });
  });

  it('tells no drift, and how many tags it could not judge', async () => {
    await fixture.record(lent);
    expect(await fixture.verify()).toMatchObject({ differences: 0, drift: [], late: TAGS.length });
    // The oldest first, as they come.
    await fixture.project(lent.slice(40));
    expect(await fixture.verify()).toMatchObject({ differences: 0, drift: [], late: TAGS.length - 20 });
    await fixture.project(lent);
    expect(await fixture.verify()).toMatchObject({ differences: 0, drift: [], late: 0 });
  });

  it('tells of a sum that is wrong all the same', async () => {
    await fixture.record(lent);
    await fixture.put('stock', { ...stockKeys.book('g1', 'other'), total: 1, onLoan: 0 });
    const { drift, late } = await fixture.verify();
    expect(drift.map(({ row }) => row)).toEqual(['book other counts']);
    expect(late).toBe(TAGS.length);
  });
});

describe('verify while scans come without end', () => {
  it('given that Analytics lags behind Inventory all the while, then it tells no drift', async () => {
    const stop = scansWithAnalyticsBehind();
    await pause(1_500);
    for (const patienceMs of [8_000, 8_000]) {
      expect(await fixture.verify(patienceMs)).toMatchObject({ differences: 0, drift: [] });
    }
    await stop();
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
  });
});

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
}, 60_000);
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

describe('verify while scans come without end', () => {
  it('given that Analytics lags behind Inventory all the while, then it tells no drift', async () => {
    const stop = scansWithAnalyticsBehind();
    await pause(1_500);
    for (const patienceMs of [8_000, 8_000]) {
      expect(await fixture.verify(patienceMs)).toMatchObject({ differences: 0, drift: [] });
    }
    await stop();
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
  }, 90_000);
});

import type { EventFeed } from '../../../app/events/event-feed';
import { dailyAnalytics } from '../../../app/queries/daily-analytics';
import { datesBetween } from '../../../app/queries/dates';
import { listEvents } from '../../../app/queries/list-events';
import type { AnalyticsReader } from '../../../app/queries/ports';

/** A cursor keeps no secret, so that anyone can make up a place. */
describe('a place outside the span that is asked for', () => {
  it.each([
    ['asc', '0001-01-01T00:00:00.000Z#e#s'],
    ['desc', '9999-12-31T00:00:00.000Z#e#s'],
  ] as const)('has the feed read no day outside it, %s from %s', async (order, after) => {
    const days = new Set<string>();
    const feed: EventFeed = {
      slice: async ({ day }) => {
        days.add(day);
        return [];
      },
    };
    const recordedDays = { between: async (from: string, to: string) => datesBetween(from, to) };
    const span = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };
    await listEvents({ feed, recordedDays }, { ...span, order, limit: 10, after });
    expect([...days].sort()).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
  });

  it('has the figures of no day outside it read', async () => {
    let asked: readonly string[] = [];
    const analytics: AnalyticsReader = {
      running: async () => new Map(),
      movedDays: async () => [],
      bookDays: async (dates) => {
        asked = dates;
        return new Map();
      },
      daySums: async () => new Map(),
      countedUpTo: async () => undefined,
    };
    const span = { from: '2026-03-01', to: '2026-03-02' };
    const library = { analytics, serving: {}, today: '2026-03-03' };
    await dailyAnalytics(library, { ...span, limit: 10, after: '0001-01-01#book' });
    expect(asked).toEqual(['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']);
  });
});

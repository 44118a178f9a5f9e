import type { Calendar } from '../../domain/calendar';
import { isTagEvent, type LibraryEvent } from '../../domain/events';
import { tagStream } from '../../domain/ids';
import type { Rules } from '../../domain/tag/rules';
import { parseCounterName } from '../../projections/analytics';
import type { EventLog } from '../events/event-log';
import type { ExportMark, ExportMarks } from '../export/export-marks';
import { groupBy } from '../lib/group-by';
import type { AnalyticsChange, AnalyticsStore } from './analytics-store';
import { planAnalytics } from './plan-analytics';
import { type Pause, projectTags } from './project-tags';

/** The list of the days on which something moves. */
export type MovedDays = {
  /** Resolves once each of them is listed. */
  list(dates: readonly string[]): Promise<void>;
};

export type AnalyticsProjector = {
  readonly store: AnalyticsStore;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly marks: ExportMarks;
  readonly days: MovedDays;
  readonly rules: Rules;
  readonly calendar: Calendar;
  readonly pause?: Pause;
};

/** Brings the days' figures of one generation to what the events say. Events may come in any order, and
 *  again. Answers the streams that could not be brought there, each with its fault; the others are done. */
export async function projectAnalytics(
  events: readonly LibraryEvent[],
  { store, log, marks, days, rules, calendar, pause }: AnalyticsProjector,
): Promise<Map<string, unknown>> {
  const tagEvents = events.filter(isTagEvent);
  const news = groupBy(tagEvents, (event) => event.data.tagId);
  const failures = await projectTags<AnalyticsChange>(
    [...news.keys()],
    {
      plan: (tagId) =>
        planAnalytics(tagId, news.get(tagId) ?? [], {
          store,
          rules,
          calendar,
          readTagEvents: async (tag) => (await log.readStream(tagStream(tag))).filter(isTagEvent),
        }),
      commit: async (changes) => {
        const moved = movedDays(changes);
        await Promise.all([marks.mark(moved.map((date): ExportMark => `day#${date}`)), days.list(moved)]);
        return store.commit(changes);
      },
    },
    pause,
  );
  return new Map([...failures].map(([tagId, fault]) => [tagStream(tagId), fault]));
}

function movedDays(changes: readonly AnalyticsChange[]): string[] {
  const names = changes.flatMap(({ contribution }) => Object.keys(contribution.added));
  return [...new Set(names.map((name) => parseCounterName(name).date))];
}

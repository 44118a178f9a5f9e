import { analyticsTable } from '../adapters/dynamodb/analytics/analytics-table';
import { rowsPutOnce } from '../adapters/dynamodb/requests/rows-put-once';
import type { Generation } from '../app/history/generations';
import { libraryCalendar } from '../app/lib/library-calendar';
import { zoneOf } from '../app/lib/zone-rules';
import type { AnalyticsStore } from '../app/project/analytics-store';
import { projectAnalytics } from '../app/project/project-analytics';
import type { Pause } from '../app/project/project-tags';
import { analyticsKeys } from '../contract/keys';
import type { TablesOf } from './library';
import { type Projector, type ProjectorLibrary, projectorPorts } from './projector';

type AnalyticsTables = TablesOf<'analytics'> & {
  readonly pause?: Pause;
  /** Names a batch of contributions; random unless given. */
  readonly newToken?: () => string;
};

/** Projects into Analytics. */
export function analyticsProjector(library: ProjectorLibrary & AnalyticsTables): Projector {
  const ports = projectorPorts(library);
  const putOnce = rowsPutOnce(library.client, library.tables.analytics);
  return (generation, events) =>
    projectAnalytics(events, {
      ...ports,
      rules: generation.rules,
      calendar: libraryCalendar(zoneOf(generation)),
      days: { list: (dates) => putOnce(dates.map((date) => analyticsKeys.movedDay(generation.id, date))) },
      store: analyticsStore(library, generation),
    });
}

/** Analytics of one generation. */
export const analyticsStore = (
  { client, tables, pause, newToken }: AnalyticsTables,
  { id }: Pick<Generation, 'id'>,
): AnalyticsStore =>
  analyticsTable({
    client,
    analyticsTable: tables.analytics,
    generation: id,
    ...(pause && { pause }),
    ...(newToken && { newToken }),
  });

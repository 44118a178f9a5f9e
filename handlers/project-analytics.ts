import { analyticsTable } from '../adapters/dynamodb/analytics/analytics-table';
import { projectAnalytics } from '../app/project/project-analytics';
import { readSettings } from '../contract/settings';
import { foundationOf, streamProjector } from './lib/stream-projector';

const settings = readSettings('project-analytics', process.env);

/** Brings the days' figures to what the events of the batch say. */
export const handler = streamProjector('project-analytics', settings, (client) => {
  const foundation = foundationOf(client, settings);
  return (events, generation) => {
    const store = analyticsTable({
      client,
      analyticsTable: settings.tables.analytics,
      generation: generation.id,
    });
    return projectAnalytics(events, { ...foundation(generation), store });
  };
});

import { analyticsTable } from '../adapters/dynamodb/analytics/analytics-table';
import { projectAnalytics } from '../app/project/project-analytics';
import { readEnv } from '../contract/env';
import { foundationOf, streamProjector } from './lib/stream-projector';

const env = readEnv('project-analytics', process.env);

/** Brings the days' figures to what the events of the batch say. */
export const handler = streamProjector('project-analytics', env, (client) => {
  const foundation = foundationOf(client, env);
  return (events, generation) => {
    const store = analyticsTable({ client, analyticsTable: env.ANALYTICS_TABLE, generation: generation.id });
    return projectAnalytics(events, { ...foundation(generation), store });
  };
});

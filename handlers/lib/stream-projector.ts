import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../adapters/system-clock';
import type { Generation } from '../../app/history/generations';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { projectGenerations } from '../../app/project/project-generations';
import type { EnvOf, InvokedBy } from '../../contract/functions';
import type { Settings } from '../../contract/settings';
import type { LibraryEvent } from '../../domain/events';
import { projectStream } from './project-stream';
import { streamReport } from './stream-report';

type ProjectorSettings = Settings<EnvOf<'project-circulation'> & EnvOf<'project-analytics'>>;
type Client = ReturnType<typeof createDynamoDbClient>;

/** What every projector stands on, for one generation. */
export const foundationOf = (client: Client, settings: ProjectorSettings) => {
  const log = eventsTable(client, settings.tables.events);
  const marks = exportMarks(client, settings.tables.control, systemClock);
  return ({ rules, timeZone }: Generation) => ({ log, marks, rules, calendar: libraryCalendar(timeZone) });
};

/** A handler of the Events stream that projects each batch into every generation that is written. */
export function streamProjector(
  serviceName: InvokedBy<'stream'>,
  settings: ProjectorSettings,
  projectWith: (
    client: Client,
  ) => (events: readonly LibraryEvent[], generation: Generation) => Promise<ReadonlyMap<string, unknown>>,
) {
  const client = createDynamoDbClient();
  const project = projectWith(client);
  const report = streamReport(serviceName);
  const generations = generationTable(client, settings.tables.control, settings);
  return (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    projectStream(
      event,
      async (events) =>
        projectGenerations(await generations.read(), (generation) => project(events, generation)),
      report,
    );
}

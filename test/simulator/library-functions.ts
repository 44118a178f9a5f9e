import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { analyticsTable } from '../../adapters/dynamodb/analytics/analytics-table';
import { circulationTable } from '../../adapters/dynamodb/circulation/circulation-table';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { appendMessages } from '../../app/intake/append-messages';
import { ingestMessage } from '../../app/intake/ingest-message';
import type { Quarantined } from '../../app/intake/quarantine';
import type { MqttMessage } from '../../app/intake/scan-message';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { projectAnalytics } from '../../app/project/project-analytics';
import { projectCirculation } from '../../app/project/project-circulation';
import { projectGenerations } from '../../app/project/project-generations';
import { pauseMs } from '../../app/project/project-tags';
import { BUS } from '../../contract/bus';
import type { Calendar } from '../../domain/calendar';
import type { LibraryEvent } from '../../domain/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { projectStream } from '../../handlers/lib/project-stream';
import { type Life, remoteCall } from './remote-call';
import type { ScanQueue } from './scan-queue';
import type { SimulatedDynamoDb } from './simulated-dynamodb';
import type { World } from './world';

export const TIME_ZONE = 'Europe/Berlin';

type Surroundings = {
  readonly world: World;
  readonly db: SimulatedDynamoDb;
  readonly queue: () => ScanQueue;
  readonly quarantined: Map<string, Quarantined>;
};

const calendars = new Map<string, Calendar>();
function calendarOf(timeZone: string): Calendar {
  const calendar = calendars.get(timeZone) ?? libraryCalendar(timeZone);
  calendars.set(timeZone, calendar);
  return calendar;
}

/** What each function's module does when it is loaded: as handlers/*.ts, with the adapters on the simulated
 *  client and the world's clock. */
export function libraryFunctions(surroundings: Surroundings) {
  const { world, db, queue } = surroundings;
  const logOf = (life: Life) =>
    eventsTable(db.client(life), 'events', (attempt) => world.sleep(world.random.next() * 25 * 2 ** attempt));
  const quarantineOf = (life: Life) => ({
    put: (key: string, object: Quarantined) =>
      call(life, () => {
        if (surroundings.quarantined.has(key)) return 'already-there' as const;
        surroundings.quarantined.set(key, object);
        return 'stored' as const;
      }),
  });
  const call = <T>(life: Life, effect: () => T) =>
    remoteCall<T>(world, life, db.faults, (answer) => answer({ value: effect() }));
  const pause = (attempt: number) => world.sleep(pauseMs(attempt, world.random.next()));
  let tokens = 0;
  const newToken = () => {
    tokens += 1;
    return `batch-${tokens}`;
  };

  const projectorOf = (life: Life) => {
    const client = db.client(life);
    return {
      client,
      common: { log: logOf(life), marks: exportMarks(client, 'control', world.clock), pause },
      generations: generationTable(client, 'control', { ...DEFAULT_RULES, timeZone: TIME_ZONE }),
    };
  };

  return {
    ingest: (life: Life) => (event: unknown) =>
      ingestMessage(
        {
          quarantine: quarantineOf(life),
          readers: { seen: async () => {}, status: async () => {} },
          bus: {
            publish: async (batches) => {
              for (const detail of batches) {
                const body = { source: BUS.source, 'detail-type': BUS.scansReceived, detail };
                await call(life, () => queue().send(JSON.stringify(body)));
              }
            },
          },
        },
        event as MqttMessage,
        TIME_ZONE,
      ),

    append: (life: Life) => {
      const ports = { log: logOf(life), quarantine: quarantineOf(life), clock: world.clock };
      return async (event: unknown) => {
        const messages = (event as SQSEvent).Records.map(({ messageId, body }) => ({ id: messageId, body }));
        const { failed } = await appendMessages(ports, messages);
        return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
      };
    },

    /** Commands and imports, which insert by themselves. */
    insert: (life: Life) => {
      const log = logOf(life);
      return (event: unknown) => log.insert([{ ...(event as LibraryEvent), recordedAt: world.clock() }]);
    },

    projectCirculation: (life: Life) => {
      const { client, common, generations } = projectorOf(life);
      return (event: unknown) =>
        projectStream(
          event as DynamoDBStreamEvent,
          async (events) =>
            projectGenerations(await generations.read(), ({ id, rules, timeZone }) => {
              const calendar = calendarOf(timeZone);
              const tables = { inventoryTable: 'inventory', stockTable: 'stock' };
              const store = circulationTable({ client, ...tables, generation: id, calendar });
              return projectCirculation(events, { ...common, store, rules, calendar });
            }),
          SILENT,
        );
    },

    projectAnalytics: (life: Life) => {
      const { client, common, generations } = projectorOf(life);
      return (event: unknown) =>
        projectStream(
          event as DynamoDBStreamEvent,
          async (events) =>
            projectGenerations(await generations.read(), ({ id, rules, timeZone }) => {
              const table = { client, analyticsTable: 'analytics', generation: id };
              const store = analyticsTable({ ...table, pause, newToken });
              return projectAnalytics(events, { ...common, store, rules, calendar: calendarOf(timeZone) });
            }),
          SILENT,
        );
    },
  };
}

const SILENT = { rewritten: () => {}, failed: () => {} };

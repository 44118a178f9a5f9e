import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { appendMessages } from '../../app/intake/append-messages';
import { ingestMessage } from '../../app/intake/ingest-message';
import type { Quarantined } from '../../app/intake/quarantine';
import type { MqttMessage } from '../../app/intake/scan-message';
import { pauseMs } from '../../app/project/project-tags';
import { BUS } from '../../contract/bus';
import type { LibraryEvent } from '../../domain/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { projectStream } from '../../handlers/lib/project-stream';
import { analyticsProjector } from '../../wiring/analytics-projector';
import { circulationProjector } from '../../wiring/circulation-projector';
import { everyGeneration } from '../../wiring/generations';
import type { Projector } from '../../wiring/projector';
import { type Life, remoteCall } from './remote-call';
import type { ScanQueue } from './scan-queue';
import { SIMULATED_TABLES, type SimulatedDynamoDb } from './simulated-dynamodb';
import type { World } from './world';

export const TIME_ZONE = 'Europe/Berlin';

type Surroundings = {
  readonly world: World;
  readonly db: SimulatedDynamoDb;
  readonly queue: () => ScanQueue;
  readonly quarantined: Map<string, Quarantined>;
};

/** What each function's module does when it is loaded: as handlers/*.ts, on the simulated client and the world's
 *  clock. */
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

  const libraryOf = (life: Life) => ({
    client: db.client(life),
    tables: SIMULATED_TABLES,
    clock: world.clock,
    pause,
    newToken,
    timeZone: TIME_ZONE,
    ...DEFAULT_RULES,
  });
  const projection = (library: ReturnType<typeof libraryOf>, projector: Projector) => {
    const project = everyGeneration(library, projector);
    return (event: unknown) => projectStream(event as DynamoDBStreamEvent, project, SILENT);
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
      const library = libraryOf(life);
      return projection(library, circulationProjector(library));
    },

    projectAnalytics: (life: Life) => {
      const library = libraryOf(life);
      return projection(library, analyticsProjector(library));
    },
  };
}

const SILENT = { rewritten: () => {}, failed: () => {} };

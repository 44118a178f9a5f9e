import { createDynamoDbClient } from '../../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../../adapters/system-clock';
import { rebuildReadModels } from '../../../wiring/rebuild-read-models';

/** A rebuild in a process of its own, to be killed. Told its location as JSON. */
const { endpoint, tables, folder } = JSON.parse(process.argv[2] ?? '');

rebuildReadModels(
  {
    client: createDynamoDbClient({
      endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    tables,
    folder,
    timeZone: 'Europe/Berlin',
    repeatWindowMs: 10_000,
    clock: systemClock,
  },
  {
    from: 'table',
    settleMs: 100,
    patienceMs: 5_000,
    onStep: (step) => process.send?.(step),
    onEvents: () => {},
    onVerified: () => {},
    signal: new AbortController().signal,
  },
).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);

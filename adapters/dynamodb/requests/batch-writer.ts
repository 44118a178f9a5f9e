import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { waitInTime } from '../../../app/lib/working-time';
import { plainBatchWrite } from './plain-batch-write';

/** BatchWriteItem takes no more requests. */
const MAX_REQUESTS = 25;
const MAX_IN_FLIGHT = 8;
const MAX_ATTEMPTS = 12;

export type Pause = (attempt: number) => Promise<unknown>;
const withJitter: Pause = (attempt) => waitInTime(Math.random() * Math.min(5_000, 25 * 2 ** attempt));

type Waiting = { readonly table: string; readonly request: WriteRequest };
export type Row = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };
type Key = { readonly pk: string; readonly sk: string };

/** Puts and deletes in batches, several on their way at a time; what DynamoDB leaves unprocessed is sent
 *  again. Of two writes of one row between two flushes either may stand. */
export type BatchWriter = {
  put(table: string, row: Row): Promise<void>;
  delete(table: string, key: Key): Promise<void>;
  /** Resolves once everything is stored. Errors: the first fault of any batch. */
  flush(): Promise<void>;
};

/** A writer with nothing on its way. */
export function batchWriter(client: DynamoDBClient, pause: Pause = withJitter): BatchWriter {
  let waiting = new Map<string, Waiting>();
  const inFlight = new Set<Promise<void>>();
  let fault: { readonly error: unknown } | undefined;

  const send = async () => {
    const batch = [...waiting.values()];
    waiting = new Map();
    const sent = writeAll(client, batch, pause)
      .catch((error: unknown) => {
        fault ??= { error };
      })
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
    if (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
    if (fault) throw fault.error;
  };
  // BatchWriteItem refuses the same key twice.
  const add = async (table: string, { pk, sk }: Key, request: WriteRequest) => {
    waiting.set(JSON.stringify([table, pk, sk]), { table, request });
    if (waiting.size >= MAX_REQUESTS) await send();
  };

  return {
    put: (table, row) =>
      add(table, row, { PutRequest: { Item: marshall(row, { removeUndefinedValues: true }) } }),
    delete: (table, { pk, sk }) => add(table, { pk, sk }, { DeleteRequest: { Key: marshall({ pk, sk }) } }),
    async flush() {
      if (waiting.size > 0) await send();
      await Promise.all(inFlight);
      if (fault) throw fault.error;
    },
  };
}

async function writeAll(client: DynamoDBClient, batch: readonly Waiting[], pause: Pause): Promise<void> {
  let open = byTable(batch);
  for (let attempt = 1; Object.keys(open).length > 0; attempt += 1) {
    if (attempt > MAX_ATTEMPTS) {
      throw new Error(
        `${Object.keys(open).join(', ')} left rows unwritten ${MAX_ATTEMPTS} times; try again.`,
      );
    }
    if (attempt > 1) await pause(attempt - 1);
    const { UnprocessedItems } = await client.send(plainBatchWrite({ RequestItems: open }));
    open = UnprocessedItems ?? {};
  }
}

function byTable(batch: readonly Waiting[]): Record<string, WriteRequest[]> {
  const tables: Record<string, WriteRequest[]> = {};
  for (const { table, request } of batch) {
    const requests = tables[table] ?? [];
    requests.push(request);
    tables[table] = requests;
  }
  return tables;
}

import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ReaderRegister } from '../../../app/intake/ingest-message';
import { readerFacts } from '../../../app/intake/reader-facts';
import { controlKeys } from '../../../contract/keys';

/** What a status does not tell any more is not kept. */
const NOTHING_TOLD = Object.fromEntries(
  Object.keys(readerFacts.omit({ at: true }).shape).map((fact) => [fact, undefined]),
);

/** A warm function notes a busy reader no more often than this. */
const NOTE_EVERY_MS = 60_000;
const MAX_REMEMBERED = 10_000;

type Table = {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
  /** When each reader was last noted, by this process. */
  readonly noted: Map<string, number>;
};

/** A change of a reader's row, made only where `newer` holds. */
type LaterUpdate = {
  readonly newer: string;
  readonly update: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ExpressionAttributeNames'>;
  readonly values: Readonly<Record<string, unknown>>;
};

/** The readers in the control table: `readerId`, `lastSeenAt`, and of its last status `state`, `stateAt` (by
 *  the reader's clock), `stateReceivedAt` and all else that it told. Messages may come out of order: what is older
 *  than the row changes nothing. */
export function readersTable(client: DynamoDBClient, controlTable: string): ReaderRegister {
  const table: Table = { client, controlTable, noted: new Map() };
  return {
    seen: (readerId, at) => noteSeen(table, readerId, at),
    async status(readerId, status, receivedAt) {
      // An offline last will comes from the broker: the reader was not seen then.
      if (status.state === 'online') await noteSeen(table, readerId, receivedAt);
      await updateIfLater(table, readerId, statusUpdate(status, receivedAt));
    },
  };
}

async function noteSeen(table: Table, readerId: string, at: string) {
  const { noted } = table;
  const time = Date.parse(at);
  if (time - (noted.get(readerId) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return;
  await updateIfLater(table, readerId, {
    newer: 'attribute_not_exists(lastSeenAt) OR lastSeenAt < :at',
    update: { UpdateExpression: 'SET readerId = :readerId, lastSeenAt = :at' },
    values: { ':at': at },
  });
  if (noted.size >= MAX_REMEMBERED) noted.clear();
  noted.set(readerId, time);
}

function statusUpdate(status: Parameters<ReaderRegister['status']>[1], receivedAt: string): LaterUpdate {
  const { state, at, ...facts } = status;
  const optional = Object.entries({ stateAt: at, ...NOTHING_TOLD, ...facts });
  const sets = optional.filter(([, value]) => value !== undefined);
  const removes = optional.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
  const names = ['state', ...optional.map(([name]) => name)];
  const assignments = [
    'readerId = :readerId',
    'stateReceivedAt = :received',
    '#state = :state',
    ...sets.map(([name]) => `#${name} = :${name}`),
  ];
  return {
    newer: 'attribute_not_exists(stateReceivedAt) OR stateReceivedAt < :received',
    update: {
      UpdateExpression: `SET ${assignments.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    values: {
      ':received': receivedAt,
      ':state': state,
      ...Object.fromEntries(sets.map(([name, value]) => [`:${name}`, value])),
    },
  };
}

async function updateIfLater(
  { client, controlTable }: Table,
  readerId: string,
  { newer, update, values }: LaterUpdate,
) {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall(controlKeys.reader(readerId)),
        ConditionExpression: newer,
        ExpressionAttributeValues: marshall(
          { ':readerId': readerId, ...values },
          { removeUndefinedValues: true },
        ),
        ...update,
      }),
    );
  } catch (fault) {
    if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
  }
}

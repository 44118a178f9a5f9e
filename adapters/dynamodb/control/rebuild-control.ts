import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Generation, GenerationStore } from '../../../app/history/generations';
import { type GenerationControl, type Lease, LeaseLostError } from '../../../app/rebuild/generation-control';
import { controlKeys } from '../../../contract/keys';
import { storedGenerations } from './generation-table';

const storedControl = storedGenerations.extend({
  lease: z.object({ token: z.string(), expiresAt: z.string() }).exactOptional(),
  /** Of the newest generation that was ever begun. */
  lastNumber: z.number().default(1),
  retired: z.array(z.object({ id: z.string(), retiredAt: z.string() })).default([]),
});
type StoredControl = z.infer<typeof storedControl>;

/** A change of the row: what is set, and on what condition, in DynamoDB's own words. */
type Change = {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
};

const HELD = 'lease.#token = :token';
const FREE = '(attribute_not_exists(lease) OR lease.expiresAt < :now)';
/** Nobody has switched since the row was read. */
const AS_READ = 'serving.id = :serving';

type Table = {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
  readonly generations: GenerationStore;
};

/** The row that says which generation is served, with the lease in it: a switch is one conditional write. */
export function rebuildControl(
  client: DynamoDBClient,
  controlTable: string,
  generations: GenerationStore,
): GenerationControl {
  const table: Table = { client, controlTable, generations };
  return {
    read: () => generations.read(),
    acquire: (lease, now) => acquire(table, lease, now),
    renew: (lease) =>
      changeRow(table, { set: { lease }, condition: HELD, values: { ':token': lease.token } }),
    async release(token) {
      await changeRow(table, { set: {}, remove: ['lease'], condition: HELD, values: { ':token': token } });
    },
    name: (token, generation, now) => nameGeneration(table, token, generation, now),
    switchTo: (token, generationId, now) => switchTo(table, token, generationId, now),
    rollBack: (now) => rollBack(table, now),
    dropPrevious: (token, now) => dropPrevious(table, token, now),
    retired: async () => (await readStored(table)).retired,
    forget: (token, generationId) => forget(table, token, generationId),
  };
}

async function acquire(table: Table, lease: Lease, now: string) {
  const { lastNumber } = await readStored(table);
  const number = lastNumber + 1;
  const condition = `${FREE} AND (attribute_not_exists(lastNumber) OR lastNumber = :lastNumber)`;
  const values = { ':now': now, ':lastNumber': lastNumber };
  const done = await changeRow(table, { set: { lease, lastNumber: number }, condition, values });
  return done ? `g${number}` : undefined;
}

async function nameGeneration(table: Table, token: string, generation: Generation, now: string) {
  const { serving, alsoWritten, building, retired } = await readStored(table);
  const kept = alsoWritten.filter(({ id }) => id !== building && id !== generation.id);
  const left = building !== undefined && building !== generation.id ? [building] : [];
  const set = {
    alsoWritten: [...kept, generation],
    building: generation.id,
    retired: [...retired, ...left.map((id) => ({ id, retiredAt: now }))],
  };
  await changeHeld(table, token, { set }, serving.id);
}

async function switchTo(table: Table, token: string, generationId: string, now: string) {
  const { serving, alsoWritten, building, previous, retired } = await readStored(table);
  const next = alsoWritten.find(({ id }) => id === generationId);
  if (next === undefined || building !== generationId) throw new LeaseLostError();
  const gone = previous === undefined ? [] : [{ id: previous, retiredAt: now }];
  const set = {
    serving: next,
    alsoWritten: [serving],
    previous: serving.id,
    servedSince: now,
    retired: [...retired, ...gone],
  };
  await changeHeld(table, token, { set, remove: ['building'] }, serving.id);
}

async function rollBack(table: Table, now: string) {
  const { serving, alsoWritten, previous } = await readStored(table);
  const back = alsoWritten.find(({ id }) => id === previous);
  if (back === undefined) return undefined;
  const others = alsoWritten.filter(({ id }) => id !== back.id);
  const done = await changeRow(table, {
    set: { serving: back, alsoWritten: [...others, serving], previous: serving.id, servedSince: now },
    remove: ['lease'],
    condition: `${FREE} AND ${AS_READ}`,
    values: { ':now': now, ':serving': serving.id },
  });
  if (!done) throw new LeaseLostError();
  return back;
}

async function dropPrevious(table: Table, token: string, now: string) {
  const { serving, alsoWritten, previous, retired } = await readStored(table);
  if (previous === undefined) return;
  const set = {
    alsoWritten: alsoWritten.filter(({ id }) => id !== previous),
    retired: [...retired, { id: previous, retiredAt: now }],
  };
  await changeHeld(table, token, { set, remove: ['previous'] }, serving.id);
}

async function forget(table: Table, token: string, generationId: string) {
  const { serving, retired } = await readStored(table);
  const set = { retired: retired.filter(({ id }) => id !== generationId) };
  await changeHeld(table, token, { set }, serving.id);
}

async function readStored(table: Table): Promise<StoredControl> {
  const { client, controlTable, generations } = table;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: controlTable,
      Key: marshall(controlKeys.generations),
      ConsistentRead: true,
    }),
  );
  if (Item !== undefined) return storedControl.parse(unmarshall(Item));
  await generations.read();
  return readStored(table);
}

/** Errors: LeaseLostError where the lease is not held with that token, or another generation is served. */
async function changeHeld(
  table: Table,
  token: string,
  wanted: Pick<Change, 'set' | 'remove'>,
  servingId: string,
) {
  const condition = `${HELD} AND ${AS_READ}`;
  const values = { ':token': token, ':serving': servingId };
  const done = await changeRow(table, { ...wanted, condition, values });
  if (!done) throw new LeaseLostError();
}

/** False where the condition did not hold. */
async function changeRow(
  { client, controlTable }: Table,
  { set, remove = [], condition, values }: Change,
): Promise<boolean> {
  const sets = Object.keys(set);
  const parts = [
    ...(sets.length > 0 ? [`SET ${sets.map((name) => `#${name} = :set_${name}`).join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
  ];
  const names = Object.fromEntries([...sets, ...remove].map((name) => [`#${name}`, name]));
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall(controlKeys.generations),
        UpdateExpression: parts.join(' '),
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...names, ...(condition.includes('#token') && { '#token': 'token' }) },
        ExpressionAttributeValues: marshall(
          {
            ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:set_${name}`, value])),
            ...values,
          },
          { removeUndefinedValues: true },
        ),
      }),
    );
    return true;
  } catch (fault) {
    if (fault instanceof ConditionalCheckFailedException) return false;
    throw fault;
  }
}

import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { GenerationStore } from '../../../app/history/generations';
import { type GenerationControl, LeaseLostError } from '../../../app/rebuild/generation-control';
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

/** The row that says which generation is served, with the lease in it: a switch is one conditional write. */
export function rebuildControl(
  client: DynamoDBClient,
  controlTable: string,
  generations: GenerationStore,
): GenerationControl {
  const readStored = async (): Promise<StoredControl> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: controlTable,
        Key: marshall(controlKeys.generations),
        ConsistentRead: true,
      }),
    );
    if (Item !== undefined) return storedControl.parse(unmarshall(Item));
    await generations.read();
    return readStored();
  };
  const change = (wanted: Change) => changeRow(client, controlTable, wanted);
  const held = async (token: string, wanted: Pick<Change, 'set' | 'remove'>, servingId: string) => {
    const condition = `${HELD} AND ${AS_READ}`;
    const done = await change({ ...wanted, condition, values: { ':token': token, ':serving': servingId } });
    if (!done) throw new LeaseLostError();
  };

  return {
    read: () => generations.read(),

    async acquire(lease, now) {
      const { lastNumber } = await readStored();
      const number = lastNumber + 1;
      const condition = `${FREE} AND (attribute_not_exists(lastNumber) OR lastNumber = :lastNumber)`;
      const values = { ':now': now, ':lastNumber': lastNumber };
      const done = await change({ set: { lease, lastNumber: number }, condition, values });
      return done ? `g${number}` : undefined;
    },

    renew: (lease) => change({ set: { lease }, condition: HELD, values: { ':token': lease.token } }),

    async release(token) {
      await change({ set: {}, remove: ['lease'], condition: HELD, values: { ':token': token } });
    },

    async name(token, generation, now) {
      const { serving, alsoWritten, building, retired } = await readStored();
      const kept = alsoWritten.filter(({ id }) => id !== building && id !== generation.id);
      const left = building !== undefined && building !== generation.id ? [building] : [];
      const set = {
        alsoWritten: [...kept, generation],
        building: generation.id,
        retired: [...retired, ...left.map((id) => ({ id, retiredAt: now }))],
      };
      await held(token, { set }, serving.id);
    },

    async switchTo(token, generationId, now) {
      const { serving, alsoWritten, building, previous, retired } = await readStored();
      const next = alsoWritten.find(({ id }) => id === generationId);
      if (next === undefined || building !== generationId) throw new LeaseLostError();
      const gone = previous === undefined ? [] : [{ id: previous, retiredAt: now }];
      const set = {
        serving: next,
        alsoWritten: [serving],
        previous: serving.id,
        retired: [...retired, ...gone],
      };
      await held(token, { set, remove: ['building'] }, serving.id);
    },

    async rollBack(now) {
      const { serving, alsoWritten, previous } = await readStored();
      const back = alsoWritten.find(({ id }) => id === previous);
      if (back === undefined) return undefined;
      const others = alsoWritten.filter(({ id }) => id !== back.id);
      const done = await change({
        set: { serving: back, alsoWritten: [...others, serving], previous: serving.id },
        remove: ['lease'],
        condition: `${FREE} AND ${AS_READ}`,
        values: { ':now': now, ':serving': serving.id },
      });
      if (!done) throw new LeaseLostError();
      return back;
    },

    async dropPrevious(token, now) {
      const { serving, alsoWritten, previous, retired } = await readStored();
      if (previous === undefined) return;
      const set = {
        alsoWritten: alsoWritten.filter(({ id }) => id !== previous),
        retired: [...retired, { id: previous, retiredAt: now }],
      };
      await held(token, { set, remove: ['previous'] }, serving.id);
    },

    retired: async () => (await readStored()).retired,

    async forget(token, generationId) {
      const { serving, retired } = await readStored();
      await held(token, { set: { retired: retired.filter(({ id }) => id !== generationId) } }, serving.id);
    },
  };
}

/** False where the condition did not hold. */
async function changeRow(
  client: DynamoDBClient,
  controlTable: string,
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

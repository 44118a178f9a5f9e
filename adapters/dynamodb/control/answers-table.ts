import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Answers, KeptAnswer } from '../../../app/commands/answer-once';
import { type Decided, REFUSALS } from '../../../app/commands/command-context';
import { controlKeys } from '../../../contract/keys';

const decided: z.ZodType<Decided<unknown>> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), answer: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.enum(REFUSALS), detail: z.string() }),
]);

/** The answer is kept as JSON text: it comes back as it was given. */
const answerItem = z.object({
  requestHash: z.string(),
  expiresAt: z.number(),
  answer: z.string().exactOptional(),
});

/** Answered commands in the control table, whose time to live is `expiresAt`. */
export function answersTable(client: DynamoDBClient, controlTable: string): Answers {
  const read = async (user: string, key: string): Promise<KeptAnswer> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: controlTable,
        Key: marshall(controlKeys.answer(user, key)),
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) throw new Error(`The answer under key ${key} vanished while it was read.`);
    return fromItem(unmarshall(Item));
  };

  /** Puts, or answers what stands there. */
  const put = async (
    user: string,
    key: string,
    kept: KeptAnswer,
    condition: Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>,
  ) => {
    const Item = marshall({ ...controlKeys.answer(user, key), ...toItem(kept) });
    try {
      await client.send(new PutItemCommand({ TableName: controlTable, Item, ...condition }));
      return kept;
    } catch (fault) {
      if (fault instanceof ConditionalCheckFailedException) return read(user, key);
      throw fault;
    }
  };

  return {
    /** Time to live removes late: an expired answer is taken for none. */
    take: (user, key, taken, now) =>
      put(user, key, taken, {
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
        ExpressionAttributeValues: marshall({ ':now': toSeconds(now) }),
      }),

    keep: (user, key, answered) =>
      put(user, key, answered, {
        ConditionExpression:
          'attribute_not_exists(pk) OR (requestHash = :hash AND attribute_not_exists(answer))',
        ExpressionAttributeValues: marshall({ ':hash': answered.requestHash }),
      }),
  };
}

const toSeconds = (instant: string) => Math.floor(Date.parse(instant) / 1000);

const toItem = ({ requestHash, expiresAt, answer }: KeptAnswer) => ({
  requestHash,
  expiresAt: toSeconds(expiresAt),
  ...(answer && { answer: JSON.stringify(answer) }),
});

function fromItem(item: unknown): KeptAnswer {
  const { requestHash, expiresAt, answer } = answerItem.parse(item);
  return {
    requestHash,
    expiresAt: new Date(expiresAt * 1000).toISOString(),
    ...(answer !== undefined && { answer: decided.parse(JSON.parse(answer)) }),
  };
}

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { sendWithinLimits } from '../../../app/lib/question-limits';

const list = z.array(z.unknown());
/** What a request has read: of a query or scan its items, of several keys those of each table. */
const output = z.object({
  Items: list.optional().catch(undefined),
  Responses: z.record(z.string(), list).optional().catch(undefined),
});

/** Has every request of the client, its retries with it, count for the question that is being answered. */
export function limitReads(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => (args) =>
      sendWithinLimits(
        () => next(args),
        ({ output }) => rowsIn(output),
      ),
    {
      step: 'initialize',
      name: 'limitReads',
    },
  );
}

function rowsIn(answer: unknown): number {
  const { Items = [], Responses = {} } = output.catch({}).parse(answer);
  return Object.values(Responses).reduce((sum, rows) => sum + rows.length, Items.length);
}

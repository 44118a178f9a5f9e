import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { batchGet } from '../../../../adapters/dynamodb/requests/batch-get';

/** A table that has every key, but answers at most so many of a request. */
function aTable(answeredAtOnce: number) {
  const sizes: number[] = [];
  const send = async ({ input }: BatchGetItemCommand) => {
    const { Keys = [] } = input.RequestItems?.['rows'] ?? {};
    sizes.push(Keys.length);
    const rest = Keys.slice(answeredAtOnce);
    return {
      Responses: { rows: Keys.slice(0, answeredAtOnce) },
      UnprocessedKeys: rest.length > 0 ? { rows: { Keys: rest } } : {},
    };
  };
  return { client: { send } as unknown as DynamoDBClient, sizes };
}

const keys = Array.from({ length: 250 }, (_, i) => ({ pk: 'p', sk: String(i).padStart(3, '0') }));

describe('reading many rows by key', () => {
  it('asks for a hundred at a time', async () => {
    const { client, sizes } = aTable(100);
    const rows = await batchGet(client, 'rows', keys);
    expect(rows).toEqual(keys);
    expect(sizes).toEqual([100, 100, 50]);
    expect(await batchGet(client, 'rows', [])).toEqual([]);
  });

  it('asks again for keys that were left unprocessed', async () => {
    const { client, sizes } = aTable(40);
    const rows = await batchGet(client, 'rows', keys.slice(0, 100));
    expect(rows).toEqual(keys.slice(0, 100));
    expect(sizes).toEqual([100, 60, 20]);
  });

  it('fails rather than leave rows out, when the table goes on answering nothing', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await expect(batchGet(aTable(0).client, 'rows', keys.slice(0, 3))).rejects.toThrow('left 3 keys unread');
    jest.restoreAllMocks();
  });
});

import type { Put } from '@aws-sdk/client-dynamodb';
import { createDynamoDbClient } from '../../../../adapters/dynamodb/requests/dynamodb-client';
import { putEach } from '../../../../adapters/dynamodb/requests/put-each';
import { FAKE_ACCESS, type FakeRequest, startFakeAws } from '../../../support/fake-aws';

const ERROR_NAMES = 'com.amazonaws.dynamodb.v20120810#';
const tagOf = ({ body }: FakeRequest): string => JSON.parse(body).Item.pk.S;

const put = (tagId: string): Put => ({
  TableName: 'inventory',
  Item: { pk: { S: tagId } },
  ConditionExpression: 'revision = :standsOn',
  ExpressionAttributeValues: { ':standsOn': { N: '7' } },
});
const rowOf = (tagId: string) => ({ tagId, item: { Put: put(tagId) } });

describe('rows that are put each by itself', () => {
  /** The errors that tags' rows are answered with; others are stored. */
  const errors = new Map<string, string>();
  let fake: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    fake = await startFakeAws((request) => {
      const error = errors.get(tagOf(request));
      return error === undefined
        ? { body: '{}' }
        : { status: 400, body: JSON.stringify({ __type: `${ERROR_NAMES}${error}`, message: 'as scripted' }) };
    });
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    errors.clear();
    fake.requests.length = 0;
  });
  const rows = ['tag-a', 'tag-b', 'tag-c'].map(rowOf);
  const putAll = () =>
    putEach(createDynamoDbClient({ endpoint: fake.endpoint, maxAttempts: 1, ...FAKE_ACCESS }), rows);

  it('are committed when each is stored, under the condition that it came with', async () => {
    expect(await putAll()).toBe('committed');
    expect(fake.requests.map(({ body }) => JSON.parse(body))).toEqual(
      expect.arrayContaining(rows.map(({ tagId }) => put(tagId))),
    );
    expect(fake.requests).toHaveLength(3);
  });

  it('are committed when there are none, without a request', async () => {
    expect(await putEach(createDynamoDbClient({ endpoint: fake.endpoint, ...FAKE_ACCESS }), [])).toBe(
      'committed',
    );
    expect(fake.requests).toEqual([]);
  });

  it.each([
    ['whose condition was lost', 'ConditionalCheckFailedException'],
    ['that another transaction holds', 'TransactionConflictException'],
    ['that was throttled', 'ThrottlingException'],
    ['beyond the throughput of the table', 'ProvisionedThroughputExceededException'],
    ['beyond the limit of the account', 'RequestLimitExceeded'],
  ])('say which one is to be planned again: one %s', async (_, error) => {
    errors.set('tag-b', error);
    expect(await putAll()).toEqual({ lost: new Set(['tag-b']) });
    expect(fake.requests.map(tagOf).sort()).toEqual(['tag-a', 'tag-b', 'tag-c']);
  });

  it('may all be lost, for different reasons', async () => {
    errors.set('tag-a', 'ConditionalCheckFailedException');
    errors.set('tag-b', 'TransactionConflictException');
    errors.set('tag-c', 'ThrottlingException');
    expect(await putAll()).toEqual({ lost: new Set(['tag-a', 'tag-b', 'tag-c']) });
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'fail with %s, which planning again would not cure, once each has been tried',
    async (error) => {
      errors.set('tag-a', error);
      errors.set('tag-b', 'ConditionalCheckFailedException');
      await expect(putAll()).rejects.toMatchObject({ name: error });
      expect(fake.requests.map(tagOf).sort()).toEqual(['tag-a', 'tag-b', 'tag-c']);
    },
  );

  it('must be puts', async () => {
    const client = createDynamoDbClient({ endpoint: fake.endpoint, ...FAKE_ACCESS });
    await expect(
      putEach(client, [{ tagId: 'tag-a', item: { Delete: { TableName: 'inventory', Key: {} } } }]),
    ).rejects.toThrow('The row of tag tag-a is not put.');
  });
});

import {
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandOutput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

type Rows = { readonly client: DynamoDBClient; readonly TableName: string };

/** What the adapters take for granted of DynamoDB, on a table keyed by `pk` and `sk`. */
export function describeDynamoDb(rows: () => Rows) {
  const put = (pk: string, more: object = {}): TransactWriteItem => ({
    Put: { TableName: rows().TableName, Item: marshall({ pk, sk: 'row', ...more }) },
  });
  const putNew = (pk: string): TransactWriteItem => ({
    Put: { ...put(pk).Put!, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const transact = (TransactItems: TransactWriteItem[]) =>
    rows().client.send(new TransactWriteItemsCommand({ TransactItems }));
  const read = async (pk: string) => {
    const { client, TableName } = rows();
    const Key = marshall({ pk, sk: 'row' });
    const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item && unmarshall(Item);
  };
  const update = (pk: string, UpdateExpression: string, values: object, ConditionExpression?: string) =>
    rows().client.send(
      new UpdateItemCommand({
        TableName: rows().TableName,
        Key: marshall({ pk, sk: 'row' }),
        UpdateExpression,
        ExpressionAttributeValues: marshall(values),
        ...(ConditionExpression && { ConditionExpression }),
      }),
    );
  const numbered = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);

  describe('a transaction', () => {
    it('of 100 items is written, of 101 refused', async () => {
      await transact(numbered(100, 'hundred-').map((pk) => put(pk)));
      expect(await read('hundred-99')).toBeDefined();
      await expect(transact(numbered(101, 'more-').map((pk) => put(pk)))).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
      expect(await read('more-0')).toBeUndefined();
    });

    it('with two actions on one item is refused', async () => {
      await expect(transact([put('twice'), put('twice')])).rejects.toThrow(
        expect.objectContaining({ name: 'ValidationException' }),
      );
    });

    it('of more than 4 MB is refused', async () => {
      const text = 'x'.repeat(390 * 1024);
      const large = numbered(11, 'large-').map((pk) => put(pk, { text }));
      await expect(transact(large)).rejects.toThrow();
      expect(await read('large-0')).toBeUndefined();
    });

    it('of which conditions fail is cancelled whole, and tells which', async () => {
      await transact([put('there')]);
      const cancelled = await transact([putNew('a'), putNew('there'), put('b')]).catch((fault) => fault);
      expect(cancelled.name).toBe('TransactionCanceledException');
      expect(cancelled.CancellationReasons.map(({ Code }: { Code: string }) => Code)).toEqual([
        'None',
        'ConditionalCheckFailed',
        'None',
      ]);
      expect([await read('a'), await read('b')]).toEqual([undefined, undefined]);
    });

    it('adds to rows that are there and to such that are not, and deletes', async () => {
      const add = (pk: string, by: number): TransactWriteItem => ({
        Update: {
          TableName: rows().TableName,
          Key: marshall({ pk, sk: 'row' }),
          UpdateExpression: 'ADD #total :total, onLoan :onLoan',
          ExpressionAttributeNames: { '#total': 'total' },
          ExpressionAttributeValues: marshall({ ':total': by, ':onLoan': -by }),
        },
      });
      await transact([put('gone')]);
      await transact([add('sum', 3), put('other')]);
      await transact([
        add('sum', -5),
        { Delete: { TableName: rows().TableName, Key: marshall({ pk: 'gone', sk: 'row' }) } },
        { Delete: { TableName: rows().TableName, Key: marshall({ pk: 'never', sk: 'row' }) } },
      ]);
      expect(await read('sum')).toEqual({ pk: 'sum', sk: 'row', total: -2, onLoan: 2 });
      expect(await read('gone')).toBeUndefined();
    });

    it('of twenty at once that want the same new row, one is committed', async () => {
      const fates = await Promise.allSettled(
        numbered(20, 'r').map((by) => transact([putNew('raced'), put(by)])),
      );
      expect(fates.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('a single write', () => {
    const putSingly = (row: object, over: Partial<PutItemCommandInput> = {}) =>
      rows().client.send(
        new PutItemCommand({
          TableName: rows().TableName,
          Item: marshall({ sk: 'row', ...row }),
          ConditionExpression: 'attribute_not_exists(pk)',
          ...over,
        }),
      );

    it('under a condition that fails changes nothing', async () => {
      await update('once', 'SET a = :a', { ':a': 2 });
      const conditions = 'attribute_not_exists(a) OR a < :a';
      await expect(update('once', 'SET a = :a', { ':a': 2 }, conditions)).rejects.toThrow(
        expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
      );
      await update('once', 'SET a = :a', { ':a': 10 }, conditions);
      expect(await read('once')).toEqual({ pk: 'once', sk: 'row', a: 10 });
    });

    it('under attribute_not_exists is done for the first only', async () => {
      await putSingly({ pk: 'first' });
      await expect(putSingly({ pk: 'first' })).rejects.toThrow(
        expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
      );
    });

    it('that is refused tells what stands in its place, where asked to', async () => {
      await putSingly({ pk: 'standing', by: 'one' });
      const refused = await putSingly(
        { pk: 'standing', by: 'other' },
        { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      ).catch((fault) => fault);
      expect(unmarshall(refused.Item)).toEqual({ pk: 'standing', sk: 'row', by: 'one' });
      const silent = await putSingly({ pk: 'standing', by: 'other' }).catch((fault) => fault);
      expect([silent.name, silent.Item]).toEqual(['ConditionalCheckFailedException', undefined]);
    });

    it('may take the place of a row that is still as it was', async () => {
      await putSingly({ pk: 'replaced', with: { batch: 'b-1' } });
      const insteadOf = (batch: string) => ({
        ConditionExpression: '#with.#batch = :batch',
        ExpressionAttributeNames: { '#with': 'with', '#batch': 'batch' },
        ExpressionAttributeValues: marshall({ ':batch': batch }),
      });
      await expect(putSingly({ pk: 'replaced' }, insteadOf('b-2'))).rejects.toThrow(
        expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
      );
      await putSingly({ pk: 'replaced' }, insteadOf('b-1'));
      expect(await read('replaced')).toEqual({ pk: 'replaced', sk: 'row' });
      await expect(putSingly({ pk: 'replaced' }, insteadOf('b-1'))).rejects.toThrow(
        expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
      );
    });
  });

  describe('a query', () => {
    const query = (over: object) => {
      const { client, TableName } = rows();
      return client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': 'list' }),
          ConsistentRead: true,
          ...over,
        }),
      );
    };

    it('answers in the order of the sort keys, backwards too, and page by page', async () => {
      const { TableName } = rows();
      const keys = ['c', 'a', 'b', 'B', 'ä'];
      await transact(keys.map((sk) => ({ Put: { TableName, Item: marshall({ pk: 'list', sk }) } })));
      const order = ({ Items = [] }: QueryCommandOutput) => Items.map(({ sk }) => sk?.S);
      expect(order(await query({}))).toEqual(['B', 'a', 'b', 'c', 'ä']);
      expect(order(await query({ ScanIndexForward: false, Limit: 1 }))).toEqual(['ä']);
      const first = await query({ Limit: 2 });
      const rest = await query({ ExclusiveStartKey: first.LastEvaluatedKey });
      expect([order(first), order(rest)]).toEqual([
        ['B', 'a'],
        ['b', 'c', 'ä'],
      ]);
      expect(rest.LastEvaluatedKey).toBeUndefined();
    });
  });

  describe('a batch of inserts', () => {
    const insert = (pks: readonly string[]) => {
      const { client, TableName } = rows();
      return client.send(
        new BatchExecuteStatementCommand({
          Statements: pks.map((pk) => ({
            Statement: `INSERT INTO "${TableName}" VALUE {'pk':?,'sk':?}`,
            Parameters: [{ S: pk }, { S: 'row' }],
          })),
        }),
      );
    };

    it('gives each its own answer: what is there already is a duplicate, the others are in', async () => {
      await insert(['old']);
      const { Responses = [] } = await insert(['new-1', 'old', 'new-2']);
      expect(Responses.map(({ Error: error }) => error?.Code?.replace(/Exception$/, ''))).toEqual([
        undefined,
        'DuplicateItem',
        undefined,
      ]);
      expect(await read('new-2')).toBeDefined();
    });

    // DynamoDB Local refuses the double too, but has inserted it by then.
    it('with one key twice, or more than 25, is refused', async () => {
      await expect(insert(['x', 'y', 'x'])).rejects.toThrow();
      await expect(insert(numbered(26, 'many-'))).rejects.toThrow();
      expect(await read('many-0')).toBeUndefined();
    });
  });
}

import { writesOf } from '../../../bench/meter/writes-of';

const KEY = { pk: { S: 'a' } };
const ITEM = { ...KEY, name: { S: 'Emma' } };
const of = (holdsKey: object) => ({ table: 'stock', holdsKey });

describe('the items that a request writes', () => {
  it.each([
    ['PutItemCommand', { TableName: 'stock', Item: ITEM }, [of(ITEM)]],
    ['UpdateItemCommand', { TableName: 'stock', Key: KEY }, [of(KEY)]],
    ['DeleteItemCommand', { TableName: 'stock', Key: KEY }, [of(KEY)]],
    ['GetItemCommand', { TableName: 'stock', Key: KEY }, []],
    ['QueryCommand', { TableName: 'stock', KeyConditionExpression: 'pk = :pk' }, []],
  ])('of a %s', (command, input, writes) => {
    expect(writesOf(command, input)).toEqual(writes);
  });

  it('of a transaction are all that it names, in their order, a mere check too', () => {
    const on = { TableName: 'stock', Key: KEY };
    const TransactItems = [
      { Put: { TableName: 'stock', Item: ITEM } },
      { Update: { ...on, UpdateExpression: 'SET x = y' } },
      { Delete: on },
      { ConditionCheck: { ...on, ConditionExpression: 'attribute_exists(pk)' } },
    ];
    expect(writesOf('TransactWriteItemsCommand', { TransactItems })).toEqual([
      of(ITEM),
      of(KEY),
      of(KEY),
      of(KEY),
    ]);
  });

  it('of a transaction that reads are none', () => {
    const TransactItems = [{ Get: { TableName: 'stock', Key: KEY } }];
    expect(writesOf('TransactGetItemsCommand', { TransactItems })).toEqual([]);
  });

  it('of statements are what each inserts', () => {
    const insert = {
      Statement: `INSERT INTO "stock" VALUE {'pk':?,'name':?}`,
      Parameters: Object.values(ITEM),
    };
    expect(writesOf('ExecuteStatementCommand', insert)).toEqual([of(ITEM)]);
    expect(writesOf('BatchExecuteStatementCommand', { Statements: [insert, insert] })).toEqual([
      of(ITEM),
      of(ITEM),
    ]);
  });

  it('of another statement are not guessed', () => {
    const Statement = `DELETE FROM "stock" WHERE pk = 'a'`;
    expect(() => writesOf('ExecuteStatementCommand', { Statement })).toThrow(`Not metered: ${Statement}`);
  });
});

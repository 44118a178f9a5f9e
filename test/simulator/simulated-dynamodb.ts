import {
  type AttributeValue,
  type BatchExecuteStatementCommandInput,
  type BatchStatementResponse,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  ThrottlingException,
  TransactionConflictException,
  type TransactWriteItemsCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { TABLES, type TableName } from '../../contract/tables';
import { Capacity, sizeOf } from './capacity';
import { type Item, meets, type Terms, updated } from './expressions';
import { type Faults, NO_FAULTS } from './faults';
import { type Answer, type Life, remoteCall } from './remote-call';
import { SimulatedTable } from './simulated-table';
import { type TransactionHome, Transactions, type Write } from './transactions';
import { invalid } from './validation';
import type { World } from './world';

const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_STATEMENTS = 25;

/** Its tables are called by what they hold. */
export const SIMULATED_TABLES = {
  events: 'events',
  inventory: 'inventory',
  stock: 'stock',
  analytics: 'analytics',
  control: 'control',
} satisfies Record<TableName, TableName>;

/** DynamoDB in the virtual world, as far as the adapters ask it: what it does not know, it refuses. The contract
 *  suites hold it against real engines. Its tables are called by their names in contract/tables.ts. */
export class SimulatedDynamoDb implements TransactionHome {
  readonly capacity = new Capacity();
  readonly tables: Readonly<Record<TableName, SimulatedTable>>;
  readonly transactions: Transactions;
  /** Told of every commit, all of its writes at once. */
  onCommit: (writes: readonly Write[]) => void = () => {};
  faults: Faults = NO_FAULTS;
  /** A page never holds more items. */
  pageItems = Number.POSITIVE_INFINITY;

  constructor(readonly world: World) {
    const names = Object.keys(TABLES) as TableName[];
    this.tables = Object.fromEntries(names.map((name) => [name, new SimulatedTable(name, world)])) as Record<
      TableName,
      SimulatedTable
    >;
    this.transactions = new Transactions(this);
  }

  /** The client of a process that may die. */
  client(life: Life): DynamoDBClient {
    const send = (command: { readonly input: never; readonly constructor: { readonly name: string } }) =>
      remoteCall<object>(this.world, life, this.faults, (answer, isResent) =>
        this.#serve(command.constructor.name, command.input, answer, isResent),
      );
    return Object.assign(Object.create(DynamoDBClient.prototype) as DynamoDBClient, { send });
  }

  table(name: string | undefined): SimulatedTable {
    const table = this.tables[name as TableName];
    if (table === undefined) throw invalid(`There is no table ${name}.`);
    return table;
  }

  /** Puts an item in the place of another, in one table or, told in one piece, in several. */
  commit(writes: readonly Write[], isTransactional = false) {
    for (const { table, before, after } of writes) {
      this.capacity.write(TABLES[table], before, after, isTransactional);
      const key = after ?? before;
      if (key) this.tables[table].set(key, after);
    }
    this.onCommit(writes);
  }

  #serve(command: string, input: never, answer: (answer: Answer<object>) => void, isResent: boolean) {
    this.capacity.request(command);
    try {
      if (command === 'TransactWriteItemsCommand') {
        return this.transactions.serve(input as TransactWriteItemsCommandInput, answer, isResent);
      }
      answer({ value: this.#served(command, input) });
    } catch (fault) {
      answer({ fault });
    }
  }

  #served(command: string, input: never): object {
    const isBatch = command === 'BatchExecuteStatementCommand';
    if (!isBatch && this.world.random.chance(this.faults.isThrottled)) {
      throw new ThrottlingException({ message: 'Too fast.', $metadata: {} });
    }
    switch (command) {
      case 'GetItemCommand':
        return this.#get(input);
      case 'QueryCommand':
        return this.#query(input);
      case 'PutItemCommand':
        return this.#put(input);
      case 'UpdateItemCommand':
        return this.#update(input);
      case 'BatchExecuteStatementCommand':
        return this.#insert(input);
      default:
        throw new Error(`The simulated DynamoDB does not know ${command}.`);
    }
  }

  #get({ TableName, Key = {}, ConsistentRead = false }: GetItemCommandInput) {
    const item = this.table(TableName).get(Key, ConsistentRead);
    this.capacity.read(item ? sizeOf(item) : 0, ConsistentRead);
    return item ? { Item: item } : {};
  }

  #query(input: QueryCommandInput) {
    const table = this.table(input.TableName);
    const { partitionKey, sortKey } = table.definition;
    const [, attribute, value] = /^(\w+) = (:\w+)$/.exec(input.KeyConditionExpression ?? '') ?? [];
    const pk = input.ExpressionAttributeValues?.[value ?? '']?.S;
    if (attribute !== partitionKey || pk === undefined || input.IndexName || input.FilterExpression) {
      throw new Error(`The simulated DynamoDB does not know this query: ${JSON.stringify(input)}`);
    }
    const isConsistent = input.ConsistentRead ?? false;
    let rows = table.partition(pk, isConsistent);
    if (input.ScanIndexForward === false) rows.reverse();
    const start = input.ExclusiveStartKey?.[sortKey]?.S;
    if (start !== undefined) rows = rows.slice(rows.findIndex(({ sk }) => sk === start) + 1);
    const page = firstPage(rows, Math.min(input.Limit ?? Number.POSITIVE_INFINITY, this.pageItems));
    this.capacity.read(page.sizeBytes, isConsistent);
    const last = rows[page.items.length - 1];
    return {
      Items: page.items,
      Count: page.items.length,
      ...(page.items.length < rows.length &&
        last && { LastEvaluatedKey: { [partitionKey]: { S: pk }, [sortKey]: { S: last.sk } } }),
    };
  }

  #put({ TableName, Item = {}, ConditionExpression, ...terms }: PutItemCommandInput) {
    return this.#write(TableName, Item, ConditionExpression, terms, () => Item);
  }

  #update({
    TableName,
    Key = {},
    UpdateExpression = '',
    ConditionExpression,
    ...terms
  }: UpdateItemCommandInput) {
    return this.#write(TableName, Key, ConditionExpression, terms, (before) =>
      updated(UpdateExpression, before ?? Key, terms),
    );
  }

  #write(
    tableName: string | undefined,
    key: Item,
    condition: string | undefined,
    terms: Terms & Pick<PutItemCommandInput, 'ReturnValuesOnConditionCheckFailure'>,
    change: (before: Item | undefined) => Item,
  ) {
    const table = this.table(tableName);
    if (this.transactions.isLocked(table.keyOf(key).id)) {
      throw new TransactionConflictException({ message: 'Another transaction is at it.', $metadata: {} });
    }
    const before = table.get(key);
    if (condition !== undefined && !meets(condition, before, terms)) {
      this.capacity.refused(before, false);
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        ...(terms.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before && { Item: before }),
        $metadata: {},
      });
    }
    this.commit([{ table: table.name, ...(before && { before }), after: change(before) }]);
    return {};
  }

  #insert({ Statements = [] }: BatchExecuteStatementCommandInput): { Responses: BatchStatementResponse[] } {
    if (Statements.length < 1 || Statements.length > MAX_STATEMENTS) {
      throw invalid(`1 to ${MAX_STATEMENTS} statements, not ${Statements.length}.`);
    }
    const inserts = Statements.map(({ Statement = '', Parameters = [] }) =>
      this.#inserted(Statement, Parameters),
    );
    const ids = inserts.map(({ table, item }) => table.keyOf(item).id);
    if (new Set(ids).size < ids.length) throw invalid('Two statements are about one item.');
    return { Responses: inserts.map((insert) => this.#insertOne(insert)) };
  }

  #inserted(statement: string, parameters: readonly AttributeValue[]) {
    const [, tableName, values = ''] = /^INSERT INTO "([^"]+)" VALUE \{(.*)\}$/.exec(statement) ?? [];
    const names = values.split(',').map((pair) => /^'([^']+)':\?$/.exec(pair)?.[1]);
    if (names.includes(undefined) || names.length !== parameters.length) {
      throw new Error(`The simulated DynamoDB does not know: ${statement}`);
    }
    const item = Object.fromEntries(names.map((name, i) => [name, parameters[i]])) as Item;
    return { table: this.table(tableName), item };
  }

  #insertOne({
    table,
    item,
  }: {
    readonly table: SimulatedTable;
    readonly item: Item;
  }): BatchStatementResponse {
    if (this.world.random.chance(this.faults.isThrottled)) return failed('ThrottlingError');
    const before = table.get(item);
    if (before) {
      this.capacity.refused(before, false);
      return failed('DuplicateItem');
    }
    this.commit([{ table: table.name, after: item }]);
    return { TableName: table.name };
  }
}

const failed = (Code: 'ThrottlingError' | 'DuplicateItem'): BatchStatementResponse => ({
  Error: { Code, Message: 'As simulated.' },
});

function firstPage(rows: readonly { readonly item: Item }[], maxItems: number) {
  const items: Item[] = [];
  let sizeBytes = 0;
  for (const { item } of rows) {
    if (items.length >= maxItems || sizeBytes > MAX_PAGE_BYTES) break;
    items.push(item);
    sizeBytes += sizeOf(item);
  }
  return { items, sizeBytes };
}

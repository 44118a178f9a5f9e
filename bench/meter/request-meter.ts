import {
  type DynamoDBClient,
  GetItemCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';
import { type Item, itemSizeBytes } from './item-size';
import type { TableShape } from './table-shape';
import { writeUnits } from './write-units';
import { type Write, writesOf } from './writes-of';

/** What a request cost. `engine`: what the engine itself reported, for comparison. */
export type Metered = {
  readonly command: string;
  readonly table: string;
  readonly tableWrites: number;
  readonly indexWrites: number;
  readonly reads: number;
  readonly engine: number | undefined;
};

export type RequestMeter = {
  readonly requests: readonly Metered[];
  /** Forgets what was counted so far. */
  reset(): void;
};

const REPORTING = new Set([
  'GetItemCommand',
  'QueryCommand',
  'PutItemCommand',
  'UpdateItemCommand',
  'DeleteItemCommand',
  'TransactWriteItemsCommand',
  'ExecuteStatementCommand',
  'BatchExecuteStatementCommand',
]);

/** Counts the requests of `client` and what AWS bills for them, reckoned from the items before and after each
 *  write, which it reads through `aside`. Only one request at a time may write the same item.
 *  What the engine reports is kept beside it: engines differ from AWS in indexes and transactions. */
export function meterRequests(
  client: DynamoDBClient,
  aside: DynamoDBClient,
  shapes: readonly TableShape[],
): RequestMeter {
  const byName = new Map(shapes.map((shape) => [shape.name, shape]));
  const requests: Metered[] = [];
  const shapeOf = (table: string) => {
    const shape = byName.get(table);
    if (shape === undefined) throw new Error(`Table ${table} is not metered.`);
    return shape;
  };
  const read = async ({ table, holdsKey }: Write): Promise<Item | undefined> => {
    const Key = Object.fromEntries(
      shapeOf(table).keys.flatMap((name) => (holdsKey[name] ? [[name, holdsKey[name]]] : [])),
    );
    return (await aside.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  };

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const input: ServiceInputTypes = REPORTING.has(commandName)
          ? { ...args.input, ReturnConsumedCapacity: 'INDEXES' }
          : args.input;
        const writes = writesOf(commandName, input);
        const before = await Promise.all(writes.map(read));
        const transactional = commandName.startsWith('Transact');
        const count = async (output: ServiceOutputTypes | undefined) => {
          const after = await Promise.all(writes.map(read));
          const sums = new Map<string, { tableWrites: number; indexWrites: number }>();
          for (const [i, { table }] of writes.entries()) {
            const units = writeUnits(shapeOf(table), before[i], after[i], { transactional });
            const sum = sums.get(table) ?? { tableWrites: 0, indexWrites: 0 };
            sums.set(table, {
              tableWrites: sum.tableWrites + units.table,
              indexWrites: sum.indexWrites + units.index,
            });
          }
          const reads = writes.length === 0 && output ? readUnits(input, output) : 0;
          if (sums.size === 0) sums.set(tableOf(input), { tableWrites: 0, indexWrites: 0 });
          const engine = output && reportedUnits(output);
          for (const [n, [table, sum]] of [...sums].entries()) {
            const first = n === 0;
            requests.push({
              command: first ? commandName : '',
              table,
              ...sum,
              reads: first ? reads : 0,
              engine: first ? engine : 0,
            });
          }
        };
        try {
          const result = await next({ ...args, input });
          await count(result.output);
          return result;
        } catch (fault) {
          await count(undefined);
          throw fault;
        }
      },
    { step: 'initialize', name: 'requestMeter' },
  );
  return { requests, reset: () => requests.splice(0) };
}

const tableOf = (input: ServiceInputTypes) =>
  'TableName' in input && typeof input.TableName === 'string' ? input.TableName : '';

/** A read is billed by what was read, 4 KB a unit, half if it need not be consistent, and never as nothing. */
function readUnits(input: ServiceInputTypes, output: ServiceOutputTypes): number {
  if ('ProjectionExpression' in input && input.ProjectionExpression !== undefined) {
    return reportedUnits(output) ?? 0;
  }
  const items =
    'Items' in output ? (output.Items ?? []) : 'Item' in output && output.Item ? [output.Item] : [];
  const bytes = items.reduce((sum, item) => sum + itemSizeBytes(item), 0);
  const consistent = 'ConsistentRead' in input && input.ConsistentRead === true;
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

function reportedUnits(output: ServiceOutputTypes): number | undefined {
  if (!('ConsumedCapacity' in output) || output.ConsumedCapacity === undefined) return undefined;
  return [output.ConsumedCapacity]
    .flat()
    .reduce((sum, one) => sum + ('CapacityUnits' in one ? (one.CapacityUnits ?? 0) : 0), 0);
}

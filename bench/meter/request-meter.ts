import {
  type DynamoDBClient,
  GetItemCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';
import { readUnits, reportedUnits } from './read-units';
import type { TableShape } from './table-shape';
import { writeUnits } from './write-units';
import { type Write, writesOf } from './writes-of';

/** One item written, in write units of AWS. */
export type MeteredWrite = { readonly table: string; readonly units: number; readonly indexUnits: number };

/** What a request cost. `engineUnits`: what the engine itself reported, for comparison. */
export type MeteredRequest = {
  readonly command: string;
  readonly table: string;
  readonly writes: readonly MeteredWrite[];
  readonly readUnits: number;
  readonly engineUnits: number | undefined;
};

export type RequestMeter = {
  readonly requests: readonly MeteredRequest[];
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
  const requests: MeteredRequest[] = [];
  const shapeOf = (table: string) => {
    const shape = byName.get(table);
    if (shape === undefined) throw new Error(`Table ${table} is not metered.`);
    return shape;
  };
  const readAside = (writes: readonly Write[]) =>
    Promise.all(writes.map((write) => readItem(aside, shapeOf(write.table), write)));

  client.middlewareStack.add(
    (next, { commandName: command = '' }) =>
      async (args) => {
        const input = REPORTING.has(command)
          ? { ...args.input, ReturnConsumedCapacity: 'INDEXES' as const }
          : args.input;
        const targets = writesOf(command, input);
        const before = await readAside(targets);
        const count = async (output?: ServiceOutputTypes) => {
          const after = await readAside(targets);
          const transactional = command.startsWith('Transact');
          const writes = targets.map(({ table }, i) => {
            const units = writeUnits(shapeOf(table), before[i], after[i], { transactional });
            return { table, units: units.table, indexUnits: units.index };
          });
          requests.push({
            command,
            table: targets[0]?.table ?? tableOf(input),
            writes,
            readUnits: targets.length === 0 && output ? readUnits(input, output) : 0,
            engineUnits: output && reportedUnits(output),
          });
        };
        try {
          const result = await next({ ...args, input });
          await count(result.output);
          return result;
        } catch (fault) {
          // What failed is billed by the items it was about.
          await count();
          throw fault;
        }
      },
    { step: 'initialize', name: 'requestMeter' },
  );
  return { requests, reset: () => requests.splice(0) };
}

async function readItem(aside: DynamoDBClient, shape: TableShape, { holdsKey }: Write) {
  const Key = Object.fromEntries(
    shape.keys.flatMap((name) => (holdsKey[name] ? [[name, holdsKey[name]]] : [])),
  );
  const { Item: item } = await aside.send(
    new GetItemCommand({ TableName: shape.name, Key, ConsistentRead: true }),
  );
  return item;
}

const tableOf = (input: ServiceInputTypes) =>
  'TableName' in input && typeof input.TableName === 'string' ? input.TableName : '';

/** Sums of what was metered. */
export const unitsOf = (requests: readonly MeteredRequest[]) => {
  const writes = requests.flatMap((request) => request.writes);
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  return {
    requests: requests.length,
    tableWrites: sum(writes.map(({ units }) => units)),
    indexWrites: sum(writes.map(({ indexUnits }) => indexUnits)),
    reads: sum(requests.map((request) => request.readUnits)),
  };
};

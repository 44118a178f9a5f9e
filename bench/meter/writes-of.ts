import type {
  AttributeValue,
  BatchExecuteStatementCommandInput,
  ServiceInputTypes,
  TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './item-size';

/** One item that a request writes; its key may stand among other attributes. */
export type Write = { readonly table: string; readonly holdsKey: Item };

const CHANGES_BY_KEY = new Set(['UpdateItemCommand', 'DeleteItemCommand']);

/** The items that a request writes, in its order; empty for a read. */
export function writesOf(command: string, input: ServiceInputTypes): readonly Write[] {
  if ('TransactItems' in input) {
    return (input.TransactItems ?? []).flatMap((item) => ('Get' in item ? [] : transactWrite(item)));
  }
  if ('Statements' in input) return (input.Statements ?? []).map(insertWrite);
  if ('Statement' in input) return [insertWrite(input)];
  if ('Item' in input) return one(input.TableName, input.Item);
  return 'Key' in input && CHANGES_BY_KEY.has(command) ? one(input.TableName, input.Key) : [];
}

const one = (table: string | undefined, holdsKey: Item | undefined): Write[] =>
  table !== undefined && holdsKey ? [{ table, holdsKey }] : [];

function transactWrite({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Write[] {
  const keyed = Update ?? Delete ?? ConditionCheck;
  return Put ? one(Put.TableName, Put.Item) : one(keyed?.TableName, keyed?.Key);
}

type Statement = NonNullable<BatchExecuteStatementCommandInput['Statements']>[number];

/** `INSERT INTO "table" VALUE {'name':?,…}`: the only statement that is metered. */
function insertWrite({ Statement: text = '', Parameters = [] }: Statement): Write {
  const [, table, values] = /^INSERT INTO "([^"]+)" VALUE \{(.*)\}$/s.exec(text) ?? [];
  if (table === undefined || values === undefined) throw new Error(`Not metered: ${text}`);
  const names = [...values.matchAll(/'([^']+)':\?/g)].flatMap(([, name]) => (name ? [name] : []));
  const item: Record<string, AttributeValue> = {};
  for (const [i, name] of names.entries()) {
    const value = Parameters[i];
    if (value) item[name] = value;
  }
  return { table, holdsKey: item };
}

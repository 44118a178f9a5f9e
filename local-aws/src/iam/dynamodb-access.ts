import { z } from 'zod';
import type { AwsEnvironment } from '../model/aws-environment';
import { streamArnOf } from '../model/stack-model';
import { type Access, UnknownCall } from './access';
import { partiqlAccess } from './partiql-access';

type Arn = (name: string) => string;
type Reader = (input: unknown, tableArn: Arn, operation: string) => Access[];

const action = (operation: string) => `dynamodb:${operation}`;
const reader =
  <S extends z.ZodType>(
    schema: S,
    read: (input: z.infer<S>, tableArn: Arn, operation: string) => Access[],
  ): Reader =>
  (input, tableArn, operation) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      throw new UnknownCall(`${operation} needs more than it says: ${z.prettifyError(parsed.error)}`);
    }
    return read(parsed.data, tableArn, operation);
  };

const TABLE = z.object({ TableName: z.string() });

const onTable = reader(TABLE, ({ TableName }, arn, operation) => [
  { action: action(operation), resource: arn(TableName) },
]);

/** Reading an index needs the permission on the index only. */
const onTableOrIndex = reader(
  TABLE.extend({ IndexName: z.string().optional() }),
  ({ TableName, IndexName }, arn, operation) => [
    {
      action: action(operation),
      resource: IndexName === undefined ? arn(TableName) : `${arn(TableName)}/index/${IndexName}`,
    },
  ],
);

const onRequestedTables = reader(
  z.object({ RequestItems: z.record(z.string(), z.unknown()) }),
  ({ RequestItems }, arn, operation) =>
    Object.keys(RequestItems).map((table) => ({ action: action(operation), resource: arn(table) })),
);

const onResourceArn = reader(z.object({ ResourceArn: z.string() }), ({ ResourceArn }, _, operation) => [
  { action: action(operation), resource: ResourceArn },
]);

const onEverything: Reader = (_input, _arn, operation) => [{ action: action(operation), resource: '*' }];

/** Each action of a transaction needs the permission of its plain counterpart. */
const WRITE_ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

const onTransactWrites = reader(
  z.object({
    TransactItems: z.array(
      z.partialRecord(z.enum(['Put', 'Update', 'Delete', 'ConditionCheck']), TABLE).refine(notEmpty),
    ),
  }),
  ({ TransactItems }, arn) =>
    TransactItems.flatMap((item) =>
      (['Put', 'Update', 'Delete', 'ConditionCheck'] as const).flatMap((kind) => {
        const table = item[kind]?.TableName;
        return table === undefined ? [] : [{ action: action(WRITE_ACTIONS[kind]), resource: arn(table) }];
      }),
    ),
);

const onTransactReads = reader(
  z.object({ TransactItems: z.array(z.object({ Get: TABLE })) }),
  ({ TransactItems }, arn) =>
    TransactItems.map(({ Get }) => ({ action: action('GetItem'), resource: arn(Get.TableName) })),
);

const STATEMENT = z.object({ Statement: z.string() });
const onStatement = reader(STATEMENT, ({ Statement }, arn) => [partiqlAccess(Statement, arn)]);
const onStatements = reader(z.object({ Statements: z.array(STATEMENT) }), ({ Statements }, arn) =>
  Statements.map(({ Statement }) => partiqlAccess(Statement, arn)),
);
const onTransactStatements = reader(
  z.object({ TransactStatements: z.array(STATEMENT) }),
  ({ TransactStatements }, arn) => TransactStatements.map(({ Statement }) => partiqlAccess(Statement, arn)),
);

const onStream = reader(z.object({ StreamArn: z.string() }), ({ StreamArn }, _, operation) => [
  { action: action(operation), resource: StreamArn },
]);

/** Which stream an iterator belongs to stands inside it: in DynamoDB Local's as an ARN, in dynoxide's as
 *  base64 of JSON. */
const onIterator = reader(z.object({ ShardIterator: z.string() }), ({ ShardIterator }, arn, operation) => {
  const inside = `${ShardIterator} ${Buffer.from(ShardIterator, 'base64').toString('latin1')}`;
  const [, fromArn, fromJson] = /:table\/([^/]+)\/stream\/|"table_name":"([^"]+)"/.exec(inside) ?? [];
  const table = fromArn ?? fromJson;
  if (table === undefined) throw new UnknownCall(`No table can be read from the shard iterator.`);
  return [{ action: action(operation), resource: streamArnOf(arn(table)) }];
});

const DATABASE: Readonly<Record<string, Reader>> = {
  GetItem: onTable,
  PutItem: onTable,
  UpdateItem: onTable,
  DeleteItem: onTable,
  Query: onTableOrIndex,
  Scan: onTableOrIndex,
  BatchGetItem: onRequestedTables,
  BatchWriteItem: onRequestedTables,
  TransactWriteItems: onTransactWrites,
  TransactGetItems: onTransactReads,
  ExecuteStatement: onStatement,
  BatchExecuteStatement: onStatements,
  ExecuteTransaction: onTransactStatements,
  CreateTable: onTable,
  DescribeTable: onTable,
  UpdateTable: onTable,
  DeleteTable: onTable,
  DescribeTimeToLive: onTable,
  UpdateTimeToLive: onTable,
  DescribeContinuousBackups: onTable,
  UpdateContinuousBackups: onTable,
  GetResourcePolicy: onResourceArn,
  PutResourcePolicy: onResourceArn,
  DeleteResourcePolicy: onResourceArn,
  ListTables: onEverything,
  DescribeEndpoints: onEverything,
};

const STREAMS: Readonly<Record<string, Reader>> = {
  ListStreams: onEverything,
  DescribeStream: onStream,
  GetShardIterator: onStream,
  GetRecords: onIterator,
};

/** The permissions that a call of DynamoDB or its streams needs: every table, index and statement in it.
 *  Source: Service Authorization Reference, "Amazon DynamoDB".
 *  Errors: UnknownCall for an operation or input that is not known. */
export function dynamodbAccess(
  { api, operation, body }: { readonly api: string; readonly operation: string; readonly body: Buffer },
  { region, accountId }: AwsEnvironment,
): Access[] {
  const readers = api.startsWith('DynamoDBStreams_') ? STREAMS : DATABASE;
  const read = Object.hasOwn(readers, operation) ? readers[operation] : undefined;
  if (read === undefined) throw new UnknownCall(`Nobody can tell which permission ${operation} needs.`);
  const tableArn = (name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
  return read(JSON.parse(body.toString() || '{}'), tableArn, operation);
}

function notEmpty(item: object): boolean {
  return Object.keys(item).length > 0;
}

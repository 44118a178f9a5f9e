import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteResourcePolicyCommand,
  type DynamoDBClient,
  DynamoDBServiceException,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { ForbiddenCall } from '../../app/probe/probe';
import { answerOf } from './answer-of';

/** No tag or book has it. */
const KEY = { streamId: { S: 'probe#nothing' }, eventId: { S: 'probe#nothing' } };
const WHERE = `WHERE "streamId" = '${KEY.streamId.S}' AND "eventId" = '${KEY.eventId.S}'`;
const NEVER = 'attribute_exists(streamId) AND attribute_not_exists(streamId)';
const SET = {
  UpdateExpression: 'SET probed = :true',
  ExpressionAttributeValues: { ':true': { BOOL: true } },
};
/** A revision that no policy has: nothing is put or deleted. */
const NO_REVISION = '0';

type Call = readonly [call: string, would: string, send: () => Promise<unknown>];

/** Every way to change or remove an event, or the table's power to refuse that. */
export function forbiddenEventChanges(
  client: DynamoDBClient,
  events: { readonly table: string; readonly arn: string },
): ForbiddenCall[] {
  const all = [
    ...plainWrites(client, events.table),
    ...statements(client, events.table),
    ...transactions(client, events.table),
    ...controls(client, events.table),
    ...policies(client, events.arn),
  ];
  return all.map(([call, would, send]) => ({ call, would, attempt: () => answerOf(send) }));
}

function plainWrites(client: DynamoDBClient, TableName: string): Call[] {
  const condition = { TableName, ConditionExpression: NEVER };
  return [
    ['PutItem', 'overwrite an event', () => client.send(new PutItemCommand({ ...condition, Item: KEY }))],
    [
      'UpdateItem',
      'change an event',
      () => client.send(new UpdateItemCommand({ ...condition, ...SET, Key: KEY })),
    ],
    ['DeleteItem', 'remove an event', () => client.send(new DeleteItemCommand({ ...condition, Key: KEY }))],
    [
      'BatchWriteItem',
      'remove events in a batch',
      () =>
        client.send(
          new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: KEY } }] } }),
        ),
    ],
  ];
}

function statements(client: DynamoDBClient, table: string): Call[] {
  const kinds = [
    ['UPDATE', 'change an event', `UPDATE "${table}" SET probed = true ${WHERE}`],
    ['DELETE', 'remove an event', `DELETE FROM "${table}" ${WHERE}`],
  ] as const;
  return kinds.flatMap(([kind, would, Statement]): Call[] => [
    [`ExecuteStatement ${kind}`, would, () => client.send(new ExecuteStatementCommand({ Statement }))],
    [
      `BatchExecuteStatement ${kind}`,
      would,
      async () => {
        const { Responses } = await client.send(
          new BatchExecuteStatementCommand({ Statements: [{ Statement }] }),
        );
        throwStatementError(Responses?.[0]?.Error);
      },
    ],
    [
      `ExecuteTransaction ${kind}`,
      would,
      () => client.send(new ExecuteTransactionCommand({ TransactStatements: [{ Statement }] })),
    ],
  ]);
}

/** A batch answers for each statement. */
function throwStatementError(error: BatchStatementError | undefined): void {
  if (error === undefined) return;
  throw new DynamoDBServiceException({
    name: error.Code ?? 'Unknown',
    message: error.Message ?? '',
    $fault: 'client',
    $metadata: {},
  });
}

function transactions(client: DynamoDBClient, TableName: string): Call[] {
  const condition = { TableName, ConditionExpression: NEVER };
  const items = [
    ['Put', 'overwrite an event', { Put: { ...condition, Item: KEY } }],
    ['Update', 'change an event', { Update: { ...condition, ...SET, Key: KEY } }],
    ['Delete', 'remove an event', { Delete: { ...condition, Key: KEY } }],
  ] as const;
  return items.map(
    ([kind, would, item]): Call => [
      `TransactWriteItems ${kind}`,
      would,
      () => client.send(new TransactWriteItemsCommand({ TransactItems: [item] })),
    ],
  );
}

/** Each asks for what already is, which the service answers with an error or by doing nothing. */
function controls(client: DynamoDBClient, TableName: string): Call[] {
  return [
    [
      'UpdateTable',
      'turn the stream off or the protection away',
      () =>
        client.send(
          new UpdateTableCommand({
            TableName,
            StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          }),
        ),
    ],
    [
      'UpdateTimeToLive',
      'let events expire',
      () =>
        client.send(
          new UpdateTimeToLiveCommand({
            TableName,
            TimeToLiveSpecification: { AttributeName: 'probed', Enabled: false },
          }),
        ),
    ],
    [
      'UpdateContinuousBackups',
      'end the backups',
      () =>
        client.send(
          new UpdateContinuousBackupsCommand({
            TableName,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          }),
        ),
    ],
  ];
}

function policies(client: DynamoDBClient, ResourceArn: string): Call[] {
  const revision = { ResourceArn, ExpectedRevisionId: NO_REVISION };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  return [
    [
      'PutResourcePolicy',
      'rewrite what forbids all this',
      () => client.send(new PutResourcePolicyCommand({ ...revision, Policy })),
    ],
    [
      'DeleteResourcePolicy',
      'take away what forbids all this',
      () => client.send(new DeleteResourcePolicyCommand(revision)),
    ],
  ];
}

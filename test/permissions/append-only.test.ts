import {
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type AwsOfTheStacks, startAwsOfTheStacks } from './aws-of-the-stacks';
import { withStatement } from './synthesized-model';

const EVENTS = 'shelflog-local-events';
const KEY = { streamId: { S: 'tag#386103974449' }, eventId: { S: 'scan#one' } };
const INSERT = { Statement: `INSERT INTO "${EVENTS}" VALUE {'streamId': 'tag#1', 'eventId': ?}` };
const insert = (eventId: string) => ({ ...INSERT, Parameters: [{ S: eventId }] });
const WHERE = `WHERE "streamId" = '${KEY.streamId.S}' AND "eventId" = '${KEY.eventId.S}'`;
const UPDATE = { Statement: `UPDATE "${EVENTS}" SET x = 1 ${WHERE}` };
const DELETE = { Statement: `DELETE FROM "${EVENTS}" ${WHERE}` };
const SET = { UpdateExpression: 'SET x = :x', ExpressionAttributeValues: { ':x': { N: '1' } } };

type Send = (client: DynamoDBClient) => Promise<unknown>;

const MUTATIONS: [action: string, call: string, send: Send][] = [
  ['PutItem', 'PutItem', (c) => c.send(new PutItemCommand({ TableName: EVENTS, Item: KEY }))],
  ['UpdateItem', 'UpdateItem', (c) => c.send(new UpdateItemCommand({ TableName: EVENTS, Key: KEY, ...SET }))],
  ['DeleteItem', 'DeleteItem', (c) => c.send(new DeleteItemCommand({ TableName: EVENTS, Key: KEY }))],
  [
    'BatchWriteItem',
    'BatchWriteItem',
    (c) => c.send(new BatchWriteItemCommand({ RequestItems: { [EVENTS]: [{ PutRequest: { Item: KEY } }] } })),
  ],
  ['PartiQLUpdate', 'ExecuteStatement', (c) => c.send(new ExecuteStatementCommand(UPDATE))],
  ['PartiQLDelete', 'ExecuteStatement', (c) => c.send(new ExecuteStatementCommand(DELETE))],
  [
    'PartiQLDelete',
    'BatchExecuteStatement',
    (c) => c.send(new BatchExecuteStatementCommand({ Statements: [DELETE, insert('with-a-delete')] })),
  ],
  [
    'PartiQLUpdate',
    'ExecuteTransaction',
    (c) => c.send(new ExecuteTransactionCommand({ TransactStatements: [UPDATE] })),
  ],
  [
    'PutItem',
    'TransactWriteItems',
    (c) =>
      c.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: EVENTS, Item: KEY } }] })),
  ],
  [
    'UpdateItem',
    'TransactWriteItems',
    (c) =>
      c.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Update: { TableName: EVENTS, Key: KEY, ...SET } }],
        }),
      ),
  ],
  [
    'DeleteItem',
    'TransactWriteItems',
    (c) =>
      c.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: EVENTS, Key: KEY } }] })),
  ],
  ['DeleteTable', 'DeleteTable', (c) => c.send(new DeleteTableCommand({ TableName: EVENTS }))],
  [
    'UpdateTimeToLive',
    'UpdateTimeToLive',
    (c) =>
      c.send(
        new UpdateTimeToLiveCommand({
          TableName: EVENTS,
          TimeToLiveSpecification: { AttributeName: 'x', Enabled: true },
        }),
      ),
  ],
];

describe('the Events table', () => {
  let aws: AwsOfTheStacks;
  beforeAll(async () => {
    aws = await startAwsOfTheStacks();
    await aClient('shelflog-local-append-events', (c) =>
      c.send(
        new ExecuteStatementCommand({
          Statement: `INSERT INTO "${EVENTS}" VALUE {'streamId': '${KEY.streamId.S}', 'eventId': '${KEY.eventId.S}'}`,
        }),
      ),
    );
  });
  afterAll(() => aws.stop());
  afterEach(() => aws.enforce(aws.model));

  const aClient = async (role: string, send: Send) => {
    const client = new DynamoDBClient(aws.as(role));
    try {
      return await send(client);
    } finally {
      client.destroy();
    }
  };
  const refused = (role: string, action: string, why: string) => ({
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      new RegExp(
        `^User: arn:aws:sts::000000000000:assumed-role/${role}/\\S+ is not authorized to perform: dynamodb:${action} on resource: arn:aws:dynamodb:eu-central-1:000000000000:table/${EVENTS} ${why}$`,
      ),
    ),
  });
  const EXPLICIT = 'with an explicit deny in a resource-based policy';
  const roles = () => aws.model.roles.map(({ name }) => name);

  describe.each(MUTATIONS)('given %s by %s', (action, _call, send) => {
    it('refuses it to every role, even to one whose policy allows it', async () => {
      for (const role of roles()) {
        aws.enforce(
          withStatement(aws.model, role, { Effect: 'Allow', Action: `dynamodb:${action}`, Resource: '*' }),
        );
        await expect(aClient(role, send)).rejects.toMatchObject(refused(role, action, EXPLICIT));
      }
    });

    it('refuses it to an administrator of the account', async () => {
      await expect(aClient('someone', send)).rejects.toMatchObject(refused('visitor', action, EXPLICIT));
    });
  });

  it('takes inserts of the named roles only, even if the policy of another allows them', async () => {
    const inserters: string[] = [];
    for (const role of roles()) {
      aws.enforce(
        withStatement(aws.model, role, { Effect: 'Allow', Action: 'dynamodb:PartiQLInsert', Resource: '*' }),
      );
      await aClient(role, (c) => c.send(new ExecuteStatementCommand(insert(role)))).then(
        () => inserters.push(role),
        (error) => expect(error).toMatchObject(refused(role, 'PartiQLInsert', EXPLICIT)),
      );
    }
    expect(inserters.sort()).toEqual([
      'shelflog-local-api',
      'shelflog-local-append-events',
      'shelflog-local-ops',
    ]);
  });

  it('is as it was after all that', async () => {
    const { Item } = (await aClient('shelflog-local-append-events', (c) =>
      c.send(new GetItemCommand({ TableName: EVENTS, Key: KEY, ConsistentRead: true })),
    )) as { Item: unknown };
    expect(Item).toEqual(KEY);
    const { Items } = (await aClient('someone', (c) => c.send(new ScanCommand({ TableName: EVENTS })))) as {
      Items: { eventId: { S: string } }[];
    };
    expect(Items.map(({ eventId }) => eventId.S).sort()).toEqual([
      'scan#one',
      'shelflog-local-api',
      'shelflog-local-append-events',
      'shelflog-local-ops',
    ]);
  });
});

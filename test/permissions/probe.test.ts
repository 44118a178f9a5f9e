import { DynamoDBClient, ExecuteStatementCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { forbiddenEventChanges } from '../../adapters/probe/forbidden-event-changes';
import { forbiddenObjectChanges } from '../../adapters/probe/forbidden-object-changes';
import { permittedReads } from '../../adapters/probe/permitted-reads';
import { createS3Client } from '../../adapters/s3/s3-client';
import { probe } from '../../app/probe/probe';
import { credentialsOf } from '../../local-aws/src/lambda/access-keys';
import { type AwsOfTheStacks, startAwsOfTheStacks } from './aws-of-the-stacks';

const EVENTS = 'shelflog-local-events';
const QUARANTINE = 'shelflog-local-quarantine-000000000000';

describe('the probe, with the role of operators', () => {
  let aws: AwsOfTheStacks;
  beforeAll(async () => {
    aws = await startAwsOfTheStacks();
  });
  afterEach(() => aws.enforce(aws.model));
  afterAll(() => aws.stop());

  const clients = (name = 'shelflog-local-ops') => {
    const { endpoint, region } = aws.as(name);
    const config = { endpoint, region, credentials: credentialsOf(name), maxAttempts: 1 };
    return { dynamodb: new DynamoDBClient(config), s3: createS3Client(config) };
  };
  const run = () => {
    const { dynamodb, s3 } = clients();
    return probe([
      ...forbiddenEventChanges(dynamodb, {
        table: EVENTS,
        arn: `arn:aws:dynamodb:eu-central-1:000000000000:table/${EVENTS}`,
      }),
      ...forbiddenObjectChanges(s3, QUARANTINE),
    ]);
  };
  const kept = async () => {
    const { dynamodb, s3 } = clients('someone');
    const { Items } = await dynamodb.send(new ScanCommand({ TableName: EVENTS, ConsistentRead: true }));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: QUARANTINE }));
    return { events: Items, objects: Contents?.map(({ Key, ETag }) => `${Key} ${ETag}`) };
  };

  it('given the synthesized policies, then every call is refused, the operator being allowed to read', async () => {
    await permittedReads(clients(), { eventsTable: EVENTS, quarantineBucket: QUARANTINE });
    const answers = (await run()).map(({ call, answer }) => `${call}: ${answer.kind}`);
    expect(answers.filter((answer) => !answer.endsWith(': refused'))).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(20);
  });

  it('given nothing is refused, then it says so of every call and has changed nothing', async () => {
    const { dynamodb } = clients();
    await dynamodb.send(
      new ExecuteStatementCommand({
        Statement: `INSERT INTO "${EVENTS}" VALUE {'streamId': 'tag#1', 'eventId': 'scan#1'}`,
      }),
    );
    await clients('someone').s3.send(
      new PutObjectCommand({ Bucket: QUARANTINE, Key: 'quarantine/a.json', Body: 'a', IfNoneMatch: '*' }),
    );
    const before = await kept();
    aws.enforceNothing();
    const answers = (await run()).map(({ call, answer }) => `${call}: ${answer.kind}`);
    expect(answers.filter((answer) => !answer.endsWith(': allowed'))).toEqual([]);
    expect(await kept()).toEqual(before);
  });

  it('given the table has lost its policy, then it names the calls that the role alone does not stop', async () => {
    aws.enforce({
      ...aws.model,
      tables: aws.model.tables.map(({ policy: _, ...table }) => table),
      roles: aws.model.roles.map((role) =>
        role.name === 'shelflog-local-ops'
          ? {
              ...role,
              policies: [
                {
                  Version: '2012-10-17',
                  Statement: [{ Effect: 'Allow', Action: 'dynamodb:DeleteItem', Resource: '*' }],
                },
              ],
            }
          : role,
      ),
    });
    const allowed = (await run()).filter(({ answer }) => answer.kind === 'allowed').map(({ call }) => call);
    expect(allowed).toEqual(['DeleteItem', 'TransactWriteItems Delete']);
  });

  it('given the operator may not even read, then it does not take that for a proof', async () => {
    await expect(
      permittedReads(clients('shelflog-local-ingest-scans'), {
        eventsTable: EVENTS,
        quarantineBucket: QUARANTINE,
      }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('given nobody answers, then it fails', async () => {
    const nobody = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-central-1',
      credentials: credentialsOf('x'),
      maxAttempts: 1,
    });
    await expect(probe(forbiddenEventChanges(nobody, { table: EVENTS, arn: 'arn' }))).rejects.toThrow();
  });
});

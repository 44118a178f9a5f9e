import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyDocument, type Statement } from '../../infra/policy';
import {
  App,
  CloudwatchLogGroup,
  CloudwatchMetricAlarm,
  type Construct,
  IamRole,
  IamRolePolicy,
  LambdaEventSourceMapping,
  LambdaFunction,
  S3Bucket,
  SqsQueue,
} from '../../infra/resources';
import { StageStack } from '../../infra/stage-stack';
import { STAGES } from './synthesized';

const folder = mkdtempSync(join(tmpdir(), 'shelflog-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Trial extends StageStack {
  constructor(scope: Construct) {
    super(scope, 'trial', STAGES.get('prod')!);
  }
}

/** Synthesizes a stack that holds only this. */
function synthesizing(add: (scope: Construct) => void): () => void {
  return () => {
    const app = new App({ outdir: folder });
    add(new Trial(app));
    app.synth();
  };
}

const allowing = (statement: Partial<Statement>) => (scope: Construct) =>
  void new IamRolePolicy(scope, 'added', {
    role: 'r',
    policy: policyDocument([
      {
        Sid: 'Added',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::b/*'],
        ...statement,
      },
    ]),
  });
const lambda = (scope: Construct, functionName: string, variables: Record<string, string>) =>
  new LambdaFunction(scope, 'added', {
    functionName,
    role: 'r',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    filename: 'f.zip',
    environment: { variables },
  });

describe('what keeps the rules', () => {
  it('is synthesized', () => {
    expect(synthesizing(allowing({}))).not.toThrow();
    expect(
      synthesizing((scope) => new SqsQueue(scope, 'added', { name: 'q', sqsManagedSseEnabled: true })),
    ).not.toThrow();
    expect(
      synthesizing(allowing({ Sid: 'SendTraces', Action: ['xray:PutTraceSegments'], Resource: ['*'] })),
    ).not.toThrow();
    expect(synthesizing(allowing({ Effect: 'Deny', Action: '*', Resource: '*' }))).not.toThrow();
  });
});

describe('synthesis fails, naming the construct, when somebody adds', () => {
  it.each<[string, RegExp, (scope: Construct) => void]>([
    ['an action by wildcard', /Added allows the action s3:Get\*/, allowing({ Action: ['s3:Get*'] })],
    ['every resource without a reason', /Added allows every resource/, allowing({ Resource: '*' })],
    [
      'a role that everyone may take',
      /allows everyone/,
      (scope) =>
        new IamRole(scope, 'added', {
          assumeRolePolicy: policyDocument([{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }]),
        }),
    ],
    [
      'a queue without encryption',
      /a queue must be encrypted/,
      (scope) => new SqsQueue(scope, 'added', { name: 'q' }),
    ],
    ['a bare bucket', /use PrivateBucket/, (scope) => new S3Bucket(scope, 'added', { bucket: 'b' })],
    [
      'a log that never ends',
      /how long it keeps/,
      (scope) => new CloudwatchLogGroup(scope, 'added', { name: 'l' }),
    ],
    [
      'an alarm that nobody hears',
      /must speak to somebody/,
      (scope) =>
        new CloudwatchMetricAlarm(scope, 'added', {
          alarmName: 'a',
          comparisonOperator: 'GreaterThanThreshold',
          evaluationPeriods: 1,
        }),
    ],
    [
      'a stream mapping without an end',
      /must set bisecting, retries, age and an on-failure destination/,
      (scope) =>
        new LambdaEventSourceMapping(scope, 'added', {
          functionName: 'f',
          eventSourceArn: 'arn',
          startingPosition: 'TRIM_HORIZON',
          bisectBatchOnFunctionError: true,
          maximumRetryAttempts: 10,
          maximumRecordAgeInSeconds: 3600,
        }),
    ],
    [
      'a function that the contract does not know',
      /knows no function shelflog-prod-other/,
      (scope) => lambda(scope, 'shelflog-prod-other', {}),
    ],
    [
      'a variable that the contract does not name',
      /its environment is NODE_OPTIONS, SECRET, STAGE; the contract says CONTROL_TABLE, EVENTS_TABLE/,
      (scope) => lambda(scope, 'shelflog-prod-append-events', { STAGE: 's', SECRET: 's', NODE_OPTIONS: 'n' }),
    ],
  ])('%s', (_what, fault, add) => {
    expect(synthesizing(add)).toThrow(fault);
    expect(synthesizing(add)).toThrow('added');
  });
});

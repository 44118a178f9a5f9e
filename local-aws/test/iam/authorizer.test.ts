import type { AwsCall } from '../../src/gateway/aws-call';
import { createAuthorizer, type Use } from '../../src/iam/authorizer';
import { accessKeyId } from '../../src/lambda/access-keys';
import type { PolicyStatement, StackModel } from '../../src/model/stack-model';
import { smallStack } from '../support/small-stack';

const ROLE_ARN = 'arn:aws:iam::000000000000:role/writer';
const TRUST = { Version: '2012-10-17', Statement: [] };
const BUCKET = 'arn:aws:s3:::box';

function aModel(allowed: readonly PolicyStatement[], onBucket: readonly PolicyStatement[] = []): StackModel {
  return {
    ...smallStack('http://127.0.0.1'),
    functions: [],
    mappings: [],
    schedules: [],
    topicRules: [],
    httpApi: { executionArn: 'arn:none', stageName: '$default', routes: [] },
    outputs: {},
    roles: [
      {
        name: 'writer',
        arn: ROLE_ARN,
        trust: TRUST,
        policies: [{ Version: '2012-10-17', Statement: allowed }],
      },
    ],
    buckets: [{ name: 'box', arn: BUCKET, policy: { Version: '2012-10-17', Statement: onBucket } }],
  };
}

const put = (rest: Partial<Extract<AwsCall, { protocol: 's3' }>> = {}): AwsCall => ({
  protocol: 's3',
  service: 's3',
  operation: 'PutObject',
  accessKeyId: accessKeyId('writer'),
  region: 'eu-central-1',
  bucket: 'box',
  key: 'a/b',
  ...rest,
});
const WRITE: PolicyStatement = { Effect: 'Allow', Action: 's3:PutObject', Resource: `${BUCKET}/*` };
const ONLY_NEW: PolicyStatement = {
  Sid: 'CreateOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource: `${BUCKET}/*`,
  Condition: { Null: { 's3:if-none-match': 'true' } },
};

describe('the authorizer', () => {
  it('looks at the conditions of each call, though it remembers who may do what', async () => {
    const { authorize } = createAuthorizer(aModel([WRITE], [ONLY_NEW]));
    const allowed = async (call: AwsCall) => (await authorize(call)).allowed;
    expect(await allowed(put({ ifNoneMatch: '*' }))).toBe(true);
    expect(await allowed(put())).toBe(false);
    expect(await allowed(put({ ifNoneMatch: '*' }))).toBe(true);
  });

  it('tells each use once and each refusal every time', async () => {
    const uses: Use[] = [];
    const refusals: string[] = [];
    const { authorize } = createAuthorizer(aModel([WRITE]), {
      sessionName: 'operators',
      onUse: (use) => uses.push(use),
      onDenied: ({ action }, message) => refusals.push(`${action}: ${message}`),
    });
    for (const call of [put(), put(), put({ key: 'c' })]) await authorize(call);
    const get = put({ operation: 'GetObject' });
    await authorize(get);
    await authorize(get);
    expect(uses.map(({ role, action, resource }) => `${role} ${action} ${resource}`)).toEqual([
      `writer s3:PutObject ${BUCKET}/a/b`,
      `writer s3:PutObject ${BUCKET}/c`,
    ]);
    const message = `s3:GetObject: User: arn:aws:sts::000000000000:assumed-role/writer/operators is not authorized to perform: s3:GetObject on resource: "${BUCKET}/a/b" because no identity-based policy allows the s3:GetObject action`;
    expect(refusals).toEqual([message, message]);
  });

  it('tells a deny of the role from one of the resource', async () => {
    const deny: PolicyStatement = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const { authorize } = createAuthorizer(aModel([WRITE, deny]));
    expect(await authorize(put())).toMatchObject({
      message: expect.stringMatching(/with an explicit deny in an identity-based policy$/),
    });
  });

  it('lets a stranger do what no resource forbids', async () => {
    const { authorize } = createAuthorizer(aModel([WRITE], [ONLY_NEW]));
    const stranger = { accessKeyId: 'test' };
    expect(await authorize(put({ ...stranger, operation: 'DeleteObject' }))).toEqual({ allowed: true });
    expect(await authorize(put(stranger))).toMatchObject({
      allowed: false,
      message: expect.stringContaining('assumed-role/visitor/'),
    });
  });

  it('lets a service do only what a resource allows it, for the right source', () => {
    const rule = 'arn:aws:events:eu-central-1:000000000000:rule/bus/one';
    const { authorizeService } = createAuthorizer(
      aModel(
        [],
        [
          {
            ...WRITE,
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': rule } },
          },
        ],
      ),
    );
    const access = { action: 's3:PutObject', resource: `${BUCKET}/x` };
    expect(authorizeService('events.amazonaws.com', rule, access).allowed).toBe(true);
    expect(authorizeService('events.amazonaws.com', `${rule}-more`, access).allowed).toBe(false);
    expect(authorizeService('iot.amazonaws.com', rule, access).allowed).toBe(false);
  });

  it('refuses a body that is no JSON as the service would', () => {
    const { authorize } = createAuthorizer(aModel([WRITE]));
    const call: AwsCall = {
      protocol: 'json',
      service: 'sqs',
      api: 'AmazonSQS',
      operation: 'SendMessage',
      accessKeyId: accessKeyId('writer'),
      region: 'eu-central-1',
      body: Buffer.from('{'),
    };
    expect(() => authorize(call)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
  });

  it('does not start on a policy that it cannot evaluate, be it of a role or a resource', () => {
    const odd = { Condition: { IpAddress: { 'aws:SourceArn': '10.0.0.0/8' } } };
    expect(() => createAuthorizer(aModel([{ ...WRITE, Sid: 'Odd', ...odd }]))).toThrow(
      'The policy of role writer (Odd) has the condition operator IpAddress',
    );
    expect(() => createAuthorizer(aModel([], [{ ...ONLY_NEW, ...odd }]))).toThrow(
      'The policy of the resource box (CreateOnly) has',
    );
  });

  it('does not start with a function whose role no stack makes', () => {
    const model = aModel([]);
    const fn = {
      name: 'f',
      roleArn: 'arn:aws:iam::000000000000:role/gone',
    } as StackModel['functions'][number];
    expect(() => createAuthorizer({ ...model, functions: [fn] })).toThrow('role/gone');
  });
});

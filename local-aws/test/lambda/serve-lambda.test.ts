import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Gateway, startGateway } from '../../src/gateway/start-gateway';
import { serveLambda } from '../../src/lambda/serve-lambda';
import type { FunctionModel } from '../../src/model/stack-model';

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:one';
const ONE: FunctionModel = {
  name: 'one',
  arn: ARN,
  zipPath: '',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  roleArn: 'arn:aws:iam::000000000000:role/one',
  asyncRetries: 2,
  asyncMaxAgeSeconds: 60,
};

describe('the local Lambda', () => {
  let gateway: Gateway;
  let lambda: LambdaClient;
  let accepted: [string, string][];
  let mayInvoke: boolean;

  beforeEach(async () => {
    accepted = [];
    mayInvoke = true;
    const unused = async () => {
      throw new Error('not in this test');
    };
    gateway = await startGateway({
      port: 0,
      onFault: () => undefined,
      authorize: () =>
        mayInvoke ? { allowed: true } : { allowed: false, message: 'User: x is not authorized' },
    });
    gateway.serve({
      dynamodb: unused,
      s3: unused,
      sqs: unused,
      events: unused,
      lambda: serveLambda([ONE], {
        invokeAsync: async (arn, payload) => void accepted.push([arn, payload]),
        invoke: async (_name, payload) =>
          payload === '"fail"'
            ? { ok: false, error: { errorType: 'TypeError', errorMessage: 'no' } }
            : { ok: true, payload: `{"got":${payload}}` },
      }),
    });
    lambda = new LambdaClient({
      endpoint: gateway.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'any' },
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    lambda.destroy();
    await gateway.close();
  });

  const invoke = (rest: Partial<ConstructorParameters<typeof InvokeCommand>[0]>) =>
    lambda.send(new InvokeCommand({ FunctionName: 'one', ...rest }));

  it.each(['one', ARN])('accepts an event for %s', async (FunctionName) => {
    const { StatusCode } = await invoke({ FunctionName, InvocationType: 'Event', Payload: '{"a":"é"}' });
    expect(StatusCode).toBe(202);
    expect(accepted).toEqual([[ARN, '{"a":"é"}']]);
  });

  it('gives the answer of a function that is waited for', async () => {
    const { StatusCode, FunctionError, Payload } = await invoke({ Payload: '{"a":1}' });
    expect([StatusCode, FunctionError, Payload?.transformToString()]).toEqual([
      200,
      undefined,
      '{"got":{"a":1}}',
    ]);
  });

  it('gives the error of a function that failed', async () => {
    const { StatusCode, FunctionError, Payload } = await invoke({ Payload: '"fail"' });
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
      errorType: 'TypeError',
      errorMessage: 'no',
    });
  });

  it.each([
    ['a function that is not there', { FunctionName: 'two' }, 'ResourceNotFoundException'],
    ['what is no JSON', { Payload: '{' }, 'InvalidRequestContentException'],
    ['a dry run', { InvocationType: 'DryRun' as const }, 'InvalidParameterValueException'],
  ])('refuses %s', async (_, rest, name) => {
    await expect(invoke(rest)).rejects.toMatchObject({ name });
    expect(accepted).toEqual([]);
  });

  it('refuses who may not invoke', async () => {
    mayInvoke = false;
    await expect(invoke({ InvocationType: 'Event' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'User: x is not authorized',
      $metadata: { httpStatusCode: 403 },
    });
    expect(accepted).toEqual([]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AsyncInvoker } from '../../src/lambda/async-invoker';
import type { InvocationResult } from '../../src/lambda/worker';
import type { StackActivity } from '../../src/lib/stack-activity';
import type { FunctionModel } from '../../src/model/stack-model';
import { type DurableStore, openStore } from '../../src/store/durable-store';
import { until } from '../support/function-fixture';

const FN: FunctionModel = {
  name: 'ingest',
  arn: 'arn:aws:lambda:eu-central-1:000000000000:function:ingest',
  zipPath: '/none.zip',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  roleArn: 'arn:aws:iam::000000000000:role/ingest',
  asyncRetries: 2,
  asyncMaxAgeSeconds: 60,
  onFailureArn: 'arn:aws:sqs:eu-central-1:000000000000:failed',
};
const FAILED: InvocationResult = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
const DONE: InvocationResult = { ok: true, payload: 'null' };

describe('asynchronous invocation', () => {
  let dir: string;
  let store: DurableStore;
  let invoker: AsyncInvoker;
  let calls: unknown[];
  let sent: { destination: string; body: unknown }[];
  let seen: StackActivity[];

  const open = async (
    answer: (event: unknown) => InvocationResult | Promise<InvocationResult>,
    options: { fn?: FunctionModel; now?: () => number; send?: () => Promise<void> } = {},
  ) => {
    invoker = await AsyncInvoker.open({
      functions: [options.fn ?? FN],
      pool: {
        limitOf: () => 2,
        invoke: async (_, payload) => {
          calls.push(JSON.parse(payload));
          return await answer(JSON.parse(payload));
        },
      },
      store,
      retryDelaysMs: [5, 10],
      sendToDestination: async (_, destination, body) => {
        await options.send?.();
        sent.push({ destination, body: JSON.parse(body) });
      },
      observe: (activity) => seen.push(activity),
      ...(options.now && { now: options.now }),
    });
  };
  const depth = () => invoker.depths().get('ingest');

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-async-'));
    store = await openStore(path.join(dir, 'store'));
    calls = [];
    sent = [];
    seen = [];
  });
  afterEach(async () => {
    await invoker.close();
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('delivers every accepted event once when all goes well, and forgets it', async () => {
    await open(() => DONE);
    const events = Array.from({ length: 1000 }, (_, n) => ({ n }));
    await Promise.all(events.map((event) => invoker.invoke(FN.arn, JSON.stringify(event))));
    await until(() => depth() === 0);
    expect(new Set(calls.map((event) => JSON.stringify(event))).size).toBe(1000);
    expect(calls).toHaveLength(1000);
  });

  it('tries again twice and then succeeds', async () => {
    await open(() => (calls.length < 3 ? FAILED : DONE));
    await invoker.invoke(FN.arn, '{"n":1}');
    await until(() => depth() === 0);
    expect(calls).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    expect(sent).toEqual([]);
  });

  it('sends what failed 1 + 2 times to the on-failure destination, with the event in it', async () => {
    await open(() => FAILED);
    await invoker.invoke(FN.arn, '{"n":1}');
    // Told after it is forgotten.
    await until(() => depth() === 0 && seen.length > 0);
    expect(calls).toHaveLength(3);
    expect(sent).toEqual([
      {
        destination: FN.onFailureArn,
        body: expect.objectContaining({
          version: '1.0',
          requestContext: expect.objectContaining({
            functionArn: `${FN.arn}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: 3,
          }),
          requestPayload: { n: 1 },
          responsePayload: { errorType: 'Error', errorMessage: 'no' },
        }),
      },
    ]);
    expect(seen).toContainEqual({ kind: 'parked', functionName: 'ingest', where: FN.onFailureArn });
  });

  it('gives up an event that has grown too old', async () => {
    let now = 1_700_000_000_000;
    await open(
      () => {
        now += 61_000;
        return FAILED;
      },
      { now: () => now++ },
    );
    await invoker.invoke(FN.arn, '{}');
    await until(() => depth() === 0);
    expect(calls).toHaveLength(1);
    expect(sent[0]?.body).toMatchObject({ requestContext: { condition: 'EventAgeExceeded' } });
  });

  it('delivers after a restart what was accepted and not done before', async () => {
    await open(() => new Promise<InvocationResult>(() => {}));
    const stuck = invoker;
    for (let n = 0; n < 600; n++) void stuck.invoke(FN.arn, JSON.stringify({ n }));
    await invoker.invoke(FN.arn, '{"n":600}');
    await until(() => calls.length === 2);

    calls = [];
    const left = invoker;
    await open(() => DONE);
    await until(() => depth() === 0);
    expect(calls).toHaveLength(601);
    expect(left.depths().get('ingest')).toBe(601);
  });

  it('keeps an event whose destination is down until it is up', async () => {
    let up = false;
    await open(() => FAILED, {
      fn: { ...FN, asyncRetries: 0 },
      send: async () => {
        if (!up) throw new Error('connection refused');
      },
    });
    await invoker.invoke(FN.arn, '{}');
    await until(() => seen.some(({ kind }) => kind === 'trouble'));
    expect(depth()).toBe(1);
    up = true;
    await until(() => depth() === 0);
    expect(sent).toHaveLength(1);
  });

  it('refuses an event over 256 KB and a function that is not in the stack', async () => {
    await open(() => DONE);
    await expect(invoker.invoke(FN.arn, JSON.stringify('x'.repeat(262_200)))).rejects.toThrow('exceeds');
    await expect(invoker.invoke('arn:other', '{}')).rejects.toThrow('no function arn:other');
  });
});

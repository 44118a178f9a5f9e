import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FunctionPool } from '../../src/lambda/function-pool';
import type { StackActivity } from '../../src/lib/stack-activity';
import type { FunctionModel } from '../../src/model/stack-model';
import { aFunction, until } from '../support/function-fixture';

const HANDLER = `
  let calls = 0;
  export const handler = async (event: any, context: any) => {
    calls += 1;
    console.log('called with', JSON.stringify(event));
    if (event.do === 'throw') throw new TypeError('not today');
    if (event.do === 'exit') process.exit(7);
    if (event.do === 'reject') { void Promise.reject(new Error('left alone')); await new Promise(() => {}); }
    if (event.do === 'hang') await new Promise(() => {});
    if (event.do === 'wait') await new Promise((resolve) => setTimeout(resolve, 150));
    if (event.do === 'nothing') return;
    if (event.do === 'env') return process.env;
    return { calls, pid: process.pid, event, name: context.functionName, id: context.awsRequestId,
      left: context.getRemainingTimeInMillis(), memory: context.memoryLimitInMB };
  };`;

describe('the function pool', () => {
  let dir: string;
  let pool: FunctionPool;
  let seen: StackActivity[];

  const open = async (overrides: Partial<FunctionModel> = {}, concurrency = 2) => {
    const fn = await aFunction(dir, HANDLER, overrides);
    seen = [];
    pool = await FunctionPool.open({
      functions: [fn],
      dataDir: path.join(dir, 'data'),
      site: { region: 'eu-central-1', endpoint: 'http://127.0.0.1:9' },
      concurrency,
      observe: (activity) => seen.push(activity),
    });
  };
  const call = async (event: unknown) => {
    const result = await pool.invoke('echo', JSON.stringify(event));
    return result.ok ? JSON.parse(result.payload) : result.error;
  };

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-pool-'));
  });
  afterEach(async () => {
    await pool.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('runs the zipped bundle with the context that Lambda gives, and keeps the worker warm', async () => {
    await open();
    const first = await call({ book: 'Ærø 📚' });
    expect(first).toMatchObject({ calls: 1, event: { book: 'Ærø 📚' }, name: 'echo', memory: '128' });
    expect(first.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.left).toBeGreaterThan(2000);
    expect(await call({})).toMatchObject({ calls: 2, pid: first.pid });
    expect(await call({ do: 'nothing' })).toBeNull();
  });

  it('gives the worker the synthesized environment and what Lambda sets, and nothing of its own', async () => {
    process.env['SHELFLOG_SECRET_OF_THE_PARENT'] = 'x';
    await open({ environment: { STAGE: 'local' } });
    const env = await call({ do: 'env' });
    expect(env).toMatchObject({
      STAGE: 'local',
      TZ: ':UTC',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      _HANDLER: 'index.handler',
      TMPDIR: path.join(dir, 'data/tmp/echo'),
    });
    expect(existsSync(env.TMPDIR)).toBe(true);
    expect(env.AWS_ACCESS_KEY_ID).toMatch(/^AKIALOCAL[A-Z2-7]{11}$/);
    expect(env).not.toHaveProperty('SHELFLOG_SECRET_OF_THE_PARENT');
    expect(env).not.toHaveProperty('NODE_OPTIONS');
    delete process.env['SHELFLOG_SECRET_OF_THE_PARENT'];
  });

  it('reports an exception as a function error and goes on with the same worker', async () => {
    await open();
    const { pid } = await call({});
    expect(await call({ do: 'throw' })).toMatchObject({ errorType: 'TypeError', errorMessage: 'not today' });
    expect(await call({})).toMatchObject({ pid });
    expect(seen.map(({ kind }) => kind)).toEqual(['invoked', 'function-error', 'invoked']);
  });

  it.each([
    ['exits', 'exit', 'Runtime.ExitError', 'exit status 7'],
    ['leaves a rejection unhandled', 'reject', 'Runtime.UnhandledPromiseRejection', 'left alone'],
  ])('counts a worker that %s as a function error and starts another', async (_, what, errorType, words) => {
    await open();
    const { pid } = await call({});
    expect(await call({ do: what })).toMatchObject({
      errorType,
      errorMessage: expect.stringContaining(words),
    });
    expect((await call({})).pid).not.toBe(pid);
  });

  it('kills a worker at its timeout', async () => {
    await open({ timeoutSeconds: 1 });
    const { pid } = await call({});
    expect(await call({ do: 'hang' })).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('never runs more than its limit at once, and one at a time in a worker', async () => {
    await open({}, 2);
    const answers = await Promise.all(Array.from({ length: 6 }, () => call({ do: 'wait' })));
    const workers = new Set(answers.map(({ pid }) => pid));
    expect(workers.size).toBe(2);
  });

  it('keeps to a reserved concurrency that is smaller', async () => {
    await open({ reservedConcurrency: 1 }, 4);
    const answers = await Promise.all([call({ do: 'wait' }), call({ do: 'wait' })]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  it('says what is missing when a bundle has no such handler', async () => {
    await open({ handler: 'index.main' });
    expect(await call({})).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining('exports no function "main"'),
    });
  });

  it("keeps what the function prints in the function's log", async () => {
    await open();
    await call({ tag: 1 });
    const file = path.join(dir, 'data/logs/echo.log');
    await until(async () => (await readFile(file, 'utf8')).includes('called with {"tag":1}'));
  });
});

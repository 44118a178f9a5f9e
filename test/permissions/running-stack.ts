import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionName } from '../../contract/functions';
import { NAMES } from '../../contract/names';
import { createAuthorizer, type Use } from '../../local-aws/src/iam/authorizer';
import { DEFAULT_LOCAL_SETTINGS, type LocalSettings } from '../../local-aws/src/lib/local-settings';
import type { StackActivity } from '../../local-aws/src/lib/stack-activity';
import { Teardown } from '../../local-aws/src/lib/teardown';
import type { LocalRuntime } from '../../local-aws/src/local-runtime';
import type { StackModel } from '../../local-aws/src/model/stack-model';
import { type AwsServicesSetup, startAwsServices } from '../../local-aws/src/start-aws-services';
import { startFront } from '../../local-aws/src/start-front';
import { startFunctions } from '../../local-aws/src/start-functions';
import { openStore } from '../../local-aws/src/store/durable-store';
import { stackInfo } from '../../stack/stack-info';
import { stageSetup } from '../../stack/stage-setup';

const BIN = resolve(__dirname, '../../bin/shelflog.js');

export type Denial = Use & { readonly message: string };
export type RunningStack = Awaited<ReturnType<typeof startRunningStack>>;

/** The whole local stack in this process, quick to try again, whose policies can be changed while it runs. */
export async function startRunningStack(settings: Partial<LocalSettings> = {}) {
  const teardown = new Teardown();
  const dataDir = await mkdtemp(join(tmpdir(), 'shelflog-running-'));
  teardown.add(() => rm(dataDir, { recursive: true, force: true }));
  const store = await openStore(join(dataDir, 'store'));
  teardown.add(() => store.close());
  const seen: StackActivity[] = [];
  const runtime: LocalRuntime = {
    settings: {
      ...DEFAULT_LOCAL_SETTINGS,
      functionConcurrency: 1,
      routeConcurrency: 1,
      asyncRetryDelaysMs: [20, 20],
      streamIdlePollMs: 100,
      shardPollMs: 100,
      gatherMs: 5,
      wishedMqttPort: 0,
      ...settings,
    },
    dataDir,
    store,
    observe: (activity) => void seen.push(activity),
    teardown,
  };
  const denials: Denial[] = [];
  const used: Use[] = [];
  let enforce: (policies: StackModel) => void = () => undefined;
  const makeAuthorizer: AwsServicesSetup['makeAuthorizer'] = (model, setup) => {
    const make = (policies: StackModel) =>
      createAuthorizer(policies, {
        ...setup,
        onUse: (use) => {
          used.push(use);
          setup.onUse?.(use);
        },
        onDenied: (use, message) => {
          denials.push({ ...use, message });
          setup.onDenied?.(use, message);
        },
      });
    let current = make(model);
    enforce = (policies) => {
      current = make(policies);
    };
    return {
      authorize: (call) => current.authorize(call),
      authorizeService: (...asked) => current.authorizeService(...asked),
      authorizeRole: (...asked) => current.authorizeRole(...asked),
    };
  };
  const setup = stageSetup();
  const services = await startAwsServices(runtime, { ...setup, makeAuthorizer });
  const functions = await startFunctions(runtime, services);
  const { clientPermissions } = setup;
  const front = await startFront(runtime, { services, functions, clientPermissions, port: 0 });
  const info = await stackInfo({ ...services, ...front, dataDir });

  await mkdir(join(dataDir, '.shelflog'));
  await writeFile(
    join(dataDir, '.shelflog/local.json'),
    JSON.stringify({ ...info, stage: 'local', pid: process.pid }),
  );

  const arnOf = (name: FunctionName) => {
    const fn = services.model.functions.find((one) => one.name === NAMES.function('local', name));
    if (fn === undefined) throw new Error(`No function ${name}.`);
    return fn.arn;
  };
  const invoke = (name: FunctionName, event: unknown) =>
    functions.invoker.invoke(arnOf(name), JSON.stringify(event));

  return {
    model: services.model,
    info,
    seen,
    denials,
    used,
    enforce: (policies: StackModel) => enforce(policies),
    /** Accepted for good when it resolves; run soon after. */
    invoke,
    /** One MQTT message, from the topic rule on. */
    publish: (topic: string, payload: string | object, receivedAt = Date.now()) =>
      invoke('ingest-scans', {
        payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString(
          'base64',
        ),
        topic,
        clientId: topic.split('/')[2] ?? 'legacy',
        receivedAt,
      }),
    async api(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
      const response = await fetch(new URL(path, info.apiUrl), {
        method,
        headers: {
          authorization: `Bearer ${info.token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    folder: dataDir,
    /** A command, in the name of an operator. */
    cli: (...args: readonly string[]): Promise<{ code: number; output: string }> =>
      new Promise((done) => {
        execFile(process.execPath, [BIN, ...args], { cwd: dataDir }, (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
          done({ code, output: stdout + stderr });
        });
      }),
    /** The function's next invocation finds a new process, which remembers nothing. */
    coldStart: (name: FunctionName) => killWorkers(NAMES.function('local', name)),
    /** No asynchronous invocation is on its way any more. */
    idle: () =>
      until('no invocation is on its way', () => {
        const invocations = [...functions.invoker.depths().values()];
        return invocations.every((depth) => depth === 0);
      }),
    close: () => teardown.run(),
  };
}

/** The worker processes of a function that this process has started. */
function killWorkers(functionName: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const isOwn = Number(parent) === process.pid;
      const environment = isOwn ? readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0') : [];
      if (environment.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`))
        process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended since it was listed.
    }
  }
}

/** Errors: an Error that says what did not come. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}.`);
    await sleep(20);
  }
}

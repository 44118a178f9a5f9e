import { setTimeout as delay } from 'node:timers/promises';
import { AsyncInvoker } from './lambda/async-invoker';
import { FunctionPool } from './lambda/function-pool';
import { workerLimits } from './lambda/worker-limits';
import type { LocalRuntime } from './local-runtime';
import { type Mappings, startMappings } from './mappings/start-mappings';
import { tableArnOfStream } from './model/stack-model';
import type { AwsServices } from './start-aws-services';

export type Functions = {
  readonly pool: FunctionPool;
  readonly invoker: AsyncInvoker;
  readonly mappings: Mappings;
};

/** Starts the functions and what brings them their events: asynchronous invocations that an earlier run left,
 *  and every event source mapping. */
export async function startFunctions(runtime: LocalRuntime, services: AwsServices): Promise<Functions> {
  const { settings, dataDir, store, observe, teardown } = runtime;
  const { model, endpoint, queues, destinations, triggers } = services;
  for (const fn of model.functions) triggers.run(fn);
  const pool = await FunctionPool.open({
    functions: model.functions,
    dataDir,
    site: { region: model.region, endpoint },
    limitOf: workerLimits(model, settings),
    observe,
  });
  teardown.add(() => pool.close());
  const invoker = await AsyncInvoker.open({
    functions: model.functions,
    pool,
    store,
    retryDelaysMs: settings.asyncRetryDelaysMs,
    sendToDestination: (fn, arn, body) => destinations.sendMessage(fn.name, arn, body),
    observe,
  });
  services.serve({
    invokeAsync: (arn, payload) => invoker.invoke(arn, payload),
    invoke: (name, payload) => pool.invoke(name, payload),
  });
  const mappings = startMappings({
    model,
    endpoint,
    pool,
    store,
    destinations,
    settings,
    comeBackIn: (arn, handle, seconds) => {
      if (!settings.failedMessagesComeBackSooner) return;
      const wait = Math.min(seconds, settings.failedMessageLongestWaitSeconds);
      queues.byArn(arn)?.changeVisibility(handle, wait);
    },
    observe,
  });
  services.dynamodb.onTableWrite(wakeOnSourceWrites(services, mappings));
  teardown.add(async () => {
    const quiet = Promise.all([mappings.close(), invoker.close()]);
    await Promise.race([quiet, delay(settings.stopGraceMs, undefined, { ref: false })]);
    await pool.close();
    await quiet;
  });
  return { pool, invoker, mappings };
}

/** Most writes go to tables whose stream nobody reads; waking for them would be a read each. */
function wakeOnSourceWrites({ model }: AwsServices, mappings: Mappings): (request: Buffer) => void {
  const sources = new Set(model.mappings.map(({ sourceArn }) => tableArnOfStream(sourceArn)));
  const names = model.tables.filter(({ arn }) => sources.has(arn)).map(({ name }) => name);
  return (request) => {
    if (names.some((name) => request.includes(name))) mappings.wake();
  };
}

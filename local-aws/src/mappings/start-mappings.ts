import { credentialsOf } from '../lambda/access-keys';
import type { FailureDestinations } from '../lambda/destinations';
import type { FunctionPool } from '../lambda/function-pool';
import type { LocalSettings } from '../lib/local-settings';
import type { Observe } from '../lib/stack-activity';
import {
  type FunctionModel,
  type MappingModel,
  type StackModel,
  tableArnOfStream,
} from '../model/stack-model';
import type { DurableStore } from '../store/durable-store';
import { startQueueMapping } from './queue-mapping';
import { type EventSourceMapping, startStreamMapping } from './stream-mapping';
import { streamSource } from './stream-source';

export type MappingsOptions = {
  readonly model: StackModel;
  readonly endpoint: string;
  readonly pool: Pick<FunctionPool, 'invoke' | 'limitOf'>;
  readonly store: DurableStore;
  readonly destinations: FailureDestinations;
  readonly settings: Pick<LocalSettings, 'streamIdlePollMs' | 'shardPollMs' | 'gatherMs'>;
  /** Makes a failed message of a queue visible again after so many seconds. */
  readonly comeBackIn: (queueArn: string, receiptHandle: string, seconds: number) => void;
  readonly observe: Observe;
};

export type Mappings = {
  wake(): void;
  /** How far each function lags behind its source, in milliseconds. */
  lags(): ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/** Starts every event source mapping of the stack.
 *  Errors: throws at once on a mapping between things that are not in the stack. */
export function startMappings(options: MappingsOptions): Mappings {
  const mappings = options.model.mappings.map((mapping): [string, EventSourceMapping] => {
    const fn = options.model.functions.find(({ arn }) => arn === mapping.functionArn);
    if (!fn) throw new Error(`A mapping calls ${mapping.functionArn}, which no stack has.`);
    return [fn.name, startMapping(mapping, fn, options)];
  });
  return {
    wake: () => {
      for (const [, mapping] of mappings) mapping.wake();
    },
    lags: () => new Map(mappings.map(([name, mapping]) => [name, mapping.lagMs()])),
    close: async () => {
      await Promise.all(mappings.map(([, mapping]) => mapping.close()));
    },
  };
}

function startMapping(
  mapping: MappingModel,
  fn: FunctionModel,
  options: MappingsOptions,
): EventSourceMapping {
  const { model, endpoint, pool, observe } = options;
  const invoke = (name: string, payload: string) => pool.invoke(name, payload);
  const caller = { endpoint, region: model.region, credentials: credentialsOf(fn.name) };
  if (tableArnOfStream(mapping.sourceArn) !== undefined) {
    return startStreamMapping({
      ...options,
      ...options.settings,
      mapping,
      fn,
      region: model.region,
      source: streamSource({ ...caller, streamArn: mapping.sourceArn }),
      invoke,
    });
  }
  const queue = model.queues.find(({ arn }) => arn === mapping.sourceArn);
  if (!queue) throw new Error(`A mapping of ${fn.name} reads ${mapping.sourceArn}, which no stack has.`);
  return startQueueMapping({
    ...caller,
    mapping,
    fn,
    queue,
    concurrency: Math.min(pool.limitOf(fn.name), mapping.maxConcurrency ?? Number.POSITIVE_INFINITY),
    invoke,
    gatherMs: options.settings.gatherMs,
    comeBackIn: (handle, seconds) => options.comeBackIn(queue.arn, handle, seconds),
    observe,
  });
}

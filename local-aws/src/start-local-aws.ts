import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_LOCAL_SETTINGS, type LocalSettings } from './lib/local-settings';
import type { Observe } from './lib/stack-activity';
import { Teardown } from './lib/teardown';
import type { LocalRuntime } from './local-runtime';
import type { StackModel } from './model/stack-model';
import type { ClientPermissions } from './mqtt/broker';
import { type AwsServices, type AwsServicesSetup, startAwsServices } from './start-aws-services';
import { type MintToken, startFront } from './start-front';
import { type Functions, startFunctions } from './start-functions';
import type { SiteFront, SiteSetup } from './start-site';
import { openStore } from './store/durable-store';

export type LocalAwsOptions = AwsServicesSetup & {
  /** Holds everything that outlives a restart. One stack at a time may use it. */
  readonly dataDir: string;
  /** Of the HTTP API. Left out: 8080, or any free one. */
  readonly port?: number | undefined;
  /** Told each step of starting, one line each. */
  readonly log: (line: string) => void;
  readonly settings?: Partial<LocalSettings> | undefined;
  readonly clientPermissions: ClientPermissions;
  /** The site that CloudFront would serve, and who may sign in there. Left out: none. */
  readonly site?: SiteSetup | undefined;
};

export type Depths = {
  /** Asynchronous invocations not yet done, by function. */
  readonly invocations: ReadonlyMap<string, number>;
  /** Messages visible and in flight, by queue. */
  readonly queues: ReadonlyMap<string, number>;
  /** Milliseconds that a function lags behind its stream or queue. */
  readonly lags: ReadonlyMap<string, number>;
};

export type LocalAws = {
  readonly model: StackModel;
  /** Where AWS's APIs answer. */
  readonly endpoint: string;
  readonly dataDir: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly mintToken: MintToken;
  readonly site?: SiteFront;
  /** Calls the listener with everything that happens; returns how to stop that. */
  onActivity(listener: Observe): () => void;
  depths(): Depths;
  /** Resolves with a reason if a part that cannot be replaced has ended; the stack is to be closed then. */
  readonly failed: Promise<string>;
  /** Ends every process and closes every port. What was acknowledged is on disk. */
  close(): Promise<void>;
};

/** Synthesizes the stacks and runs what comes out of them on this machine.
 *  Errors: rejects, with everything closed again, if the data directory is in use, a port that was asked for is
 *  taken, or the stacks hold anything that the local run does not know. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const teardown = new Teardown();
  try {
    return await start(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(options: LocalAwsOptions, teardown: Teardown): Promise<LocalAws> {
  const listeners = new Set<Observe>();
  const dataDir = path.resolve(options.dataDir);
  const observe: Observe = (activity) => {
    for (const listener of listeners) listener(activity);
  };
  await mkdir(dataDir, { recursive: true });
  const store = await openStore(path.join(dataDir, 'store'), (message) =>
    observe({ kind: 'disk-refuses', message }),
  );
  teardown.add(() => store.close());
  const runtime: LocalRuntime = {
    settings: { ...DEFAULT_LOCAL_SETTINGS, ...options.settings },
    dataDir,
    store,
    observe,
    teardown,
  };
  options.log('Synthesizing the stacks and starting what answers for AWS …');
  const services = await startAwsServices(runtime, options);
  options.log('Starting the functions and taking up what was left to do …');
  const functions = await startFunctions(runtime, services);
  const { clientPermissions, port, site } = options;
  const front = await startFront(runtime, { services, functions, clientPermissions, port, site });
  return {
    ...front,
    model: services.model,
    endpoint: services.endpoint,
    dataDir,
    onActivity: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    depths: () => depthsOf(services, functions),
    failed: services.engineEnded.then(() => 'The DynamoDB engine has ended.'),
    close: () => teardown.run(),
  };
}

function depthsOf({ model, queues }: AwsServices, { invoker, mappings }: Functions): Depths {
  const depthOf = (arn: string) => {
    const counts = queues.byArn(arn)?.counts();
    return (counts?.visible ?? 0) + (counts?.inFlight ?? 0);
  };
  return {
    invocations: invoker.depths(),
    queues: new Map(model.queues.map(({ name, arn }) => [name, depthOf(arn)])),
    lags: mappings.lags(),
  };
}

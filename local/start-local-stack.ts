import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { synthesize } from '../infra/synthesize';
import { failureDestinations } from './destinations';
import { createTables } from './dynamodb/create-tables';
import { serveDynamoDb } from './dynamodb/serve-dynamodb';
import { startEngine } from './dynamodb/start-engine';
import { serveEvents } from './events/serve-events';
import { startGateway } from './gateway/start-gateway';
import { type HttpFront, startHttpFront } from './http/http-front';
import { openTokenIssuer, type TokenIssuer } from './http/token-issuer';
import { type Authorizer, createAuthorizer } from './iam/authorizer';
import { USAGE_FILE, usageRecord } from './iam/usage-record';
import { roleNameOf } from './lambda/access-keys';
import { AsyncInvoker } from './lambda/async-invoker';
import { FunctionPool } from './lambda/function-pool';
import { DEFAULT_LOCAL_SETTINGS, type LocalSettings } from './local-settings';
import { type Mappings, startMappings } from './mappings/start-mappings';
import { readStackModel } from './model/read-stack-model';
import { type Broker, startBroker } from './mqtt/broker';
import { issueReaderCertificate, openCertificateAuthority } from './mqtt/certificate-authority';
import { retainedMessages } from './mqtt/retained-messages';
import { topicRules } from './mqtt/topic-rules';
import { openS3 } from './s3/serve-s3';
import { startScheduler } from './scheduler/scheduler';
import { openQueues, type Queues } from './sqs/queues';
import { serveSqs } from './sqs/serve-sqs';
import { messageOf, type Observe } from './stack-activity';
import { DESK_CLIENT, type StackInfo, stackInfo } from './stack-info';
import type { StackModel } from './stack-model';
import { type DurableStore, openStore } from './store/durable-store';
import { Teardown } from './teardown';

export type LocalStackOptions = {
  /** Holds everything that outlives a restart. One stack at a time may use it. */
  readonly dataDir: string;
  /** Of the HTTP API. Left out: 8080, or any free one. */
  readonly port?: number;
  /** Told each step of starting, one line each. */
  readonly log: (line: string) => void;
  readonly overrides?: Parameters<typeof synthesize>[0]['overrides'];
  readonly settings?: Partial<LocalSettings>;
};

export type Depths = {
  /** Asynchronous invocations not yet done, by function. */
  readonly invocations: ReadonlyMap<string, number>;
  /** Messages visible and in flight, by queue. */
  readonly queues: ReadonlyMap<string, number>;
  /** Milliseconds that a function lags behind its stream or queue. */
  readonly lags: ReadonlyMap<string, number>;
};

export type LocalStack = {
  readonly info: StackInfo;
  readonly model: StackModel;
  /** Calls the listener with everything that happens; returns how to stop that. */
  onActivity(listener: Observe): () => void;
  depths(): Depths;
  mintToken(options: { readonly user: string; readonly groups: readonly string[] }): Promise<string>;
  /** Resolves with a reason if a part that cannot be replaced has ended; the stack is to be closed then. */
  readonly failed: Promise<string>;
  /** Ends every process and closes every port. What was acknowledged is on disk. */
  close(): Promise<void>;
};

/** Synthesizes the stage `local` and runs what comes out of it on this machine.
 *  Errors: rejects, with everything closed again, if the data directory is in use, a port that was asked for is
 *  taken, or the stacks hold anything that the local run does not know. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const teardown = new Teardown();
  try {
    return await start(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(options: LocalStackOptions, teardown: Teardown): Promise<LocalStack> {
  const settings = { ...DEFAULT_LOCAL_SETTINGS, ...options.settings };
  const dataDir = path.resolve(options.dataDir);
  const listeners = new Set<Observe>();
  const observe: Observe = (activity) => {
    for (const listener of listeners) listener(activity);
  };
  await mkdir(dataDir, { recursive: true });
  const store = await openStore(path.join(dataDir, 'store'));
  teardown.add(() => store.close());
  const services = await startServices({ options, settings, dataDir, store, observe, teardown });
  const front = await startFront({ ...services, settings, dataDir, store, observe, teardown, options });
  const { model, queues, invoker, mappings } = services;
  return {
    info: front.info,
    model,
    onActivity: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    depths: () => ({
      invocations: invoker.depths(),
      queues: new Map(
        model.queues.map(({ name, arn }) => {
          const counts = queues.byArn(arn)?.counts();
          return [name, (counts?.visible ?? 0) + (counts?.inFlight ?? 0)];
        }),
      ),
      lags: mappings.lags(),
    }),
    mintToken: front.mintToken,
    failed: services.failed,
    close: () => teardown.run(),
  };
}

type Ground = {
  readonly options: LocalStackOptions;
  readonly settings: LocalSettings;
  readonly dataDir: string;
  readonly store: DurableStore;
  readonly observe: Observe;
  readonly teardown: Teardown;
};
type Services = {
  readonly model: StackModel;
  readonly endpoint: string;
  readonly queues: Queues;
  readonly invoker: AsyncInvoker;
  readonly mappings: Mappings;
  readonly pool: FunctionPool;
  readonly destinations: ReturnType<typeof failureDestinations>;
  readonly failed: Promise<string>;
};

/** Everything behind the gateway, and the functions with what brings them their events. */
async function startServices(ground: Ground): Promise<Services> {
  const { options, settings, dataDir, store, observe, teardown } = ground;
  const fault = (part: string) => (error: unknown) =>
    observe({ kind: 'trouble', part, message: messageOf(error) });
  // Asked only after serve(), when the stacks are read.
  let authorizer: Authorizer | undefined;
  const gateway = await startGateway({
    port: 0,
    onFault: fault('gateway'),
    authorize: (call) =>
      authorizer?.authorize(call) ?? { allowed: false, message: 'Nothing is allowed yet.' },
  });
  teardown.add(() => gateway.close());
  options.log('Starting DynamoDB and synthesizing the stacks …');
  const outdir = path.join(dataDir, 'stacks');
  await rm(outdir, { recursive: true, force: true });
  const [engine] = await Promise.all([
    startEngine({ directory: path.join(dataDir, 'dynamodb'), choice: process.env['SHELFLOG_DYNAMODB'] }).then(
      (started) => {
        teardown.add(() => started.stop());
        return started;
      },
    ),
    synthesize({ stage: 'local', outdir, ...(options.overrides && { overrides: options.overrides }) }),
  ]);
  const { endpoint } = gateway;
  const model = await readStackModel(outdir, { endpoint });
  authorizer = authorizerOf(model, observe);
  const dynamodb = serveDynamoDb(
    engine,
    await createTables(model.tables, { endpoint: engine.endpoint, region: model.region }),
  );
  teardown.add(() => dynamodb.close());
  const s3 = await openS3(model.buckets, path.join(dataDir, 's3'));
  teardown.add(() => s3.close());
  const queues = await openQueues(model.queues, store, fault('queues'));
  teardown.add(() => queues.close());
  const site = { region: model.region, endpoint };
  const destinations = failureDestinations({ ...site, queues: model.queues, observe });
  teardown.add(() => destinations.close());
  const pool = await FunctionPool.open({
    functions: model.functions,
    dataDir,
    site,
    concurrency: settings.functionConcurrency,
    observe,
  });
  const invoker = await AsyncInvoker.open({
    functions: model.functions,
    pool,
    store,
    retryDelaysMs: settings.asyncRetryDelaysMs,
    sendToDestination: (fn, arn, body) => destinations.sendMessage(fn.name, arn, body),
    observe,
  });
  const invokeLambda = (arn: string, event: unknown) => invoker.invoke(arn, JSON.stringify(event));
  gateway.serve({
    dynamodb: dynamodb.serve,
    s3: s3.serve,
    sqs: serveSqs(queues),
    events: serveEvents(model, { queues, invokeLambda, authorizeService: authorizer.authorizeService }),
  });
  const mappings = startMappings({
    model,
    endpoint,
    pool,
    store,
    destinations,
    idlePollMs: settings.streamIdlePollMs,
    shardPollMs: settings.shardPollMs,
    comeBackIn: (arn, handle, seconds) => {
      if (settings.failedMessagesComeBackSooner) queues.byArn(arn)?.changeVisibility(handle, seconds);
    },
    observe,
  });
  dynamodb.onTableWrite(mappings.wake);
  teardown.add(async () => {
    const quiet = Promise.all([mappings.close(), invoker.close()]);
    await Promise.race([quiet, delay(settings.stopGraceMs)]);
    await pool.close();
    await quiet;
  });
  const failed = engine.ended.then(() => 'The DynamoDB engine has ended.');
  return { model, endpoint, queues, invoker, mappings, pool, destinations, failed };
}

function authorizerOf(model: StackModel, observe: Observe): Authorizer {
  const onUse = usageRecord(process.env[USAGE_FILE]);
  return createAuthorizer(model, {
    ...(onUse && { onUse }),
    onDenied: (_use, message) => observe({ kind: 'trouble', part: 'permissions', message }),
  });
}

type Front = { readonly info: StackInfo; readonly mintToken: LocalStack['mintToken'] };

/** What takes work in from outside: schedules, MQTT, HTTP. Comes last and goes first. */
async function startFront(ground: Ground & Services): Promise<Front> {
  const { model, options, settings, dataDir, store, observe, teardown, invoker, destinations } = ground;
  const invokeAsync = (arn: string, payload: string) => invoker.invoke(arn, payload);
  const scheduler = await startScheduler({
    schedules: model.schedules,
    store,
    invokeAsync,
    sendToDeadLetters: ({ roleArn }, queueArn, payload) =>
      destinations.sendMessage(roleNameOf(roleArn), queueArn, payload),
    observe,
  });
  teardown.add(() => scheduler.close());
  const broker: Broker = await startBroker({
    certificates: await openCertificateAuthority(dataDir),
    port: settings.wishedMqttPort,
    portIsWish: true,
    accept: topicRules(model.topicRules, {
      invokeAsync,
      putObject: (bucket, key, body, role) => destinations.putObject(roleNameOf(role), bucket, key, body),
    }),
    retained: retainedMessages(store),
    observe,
  });
  teardown.add(() => broker.close());
  const issuer = await openTokenIssuer(dataDir);
  const front: HttpFront = await startHttpFront({
    api: model.httpApi,
    accountId: model.accountId,
    issuer,
    port: options.port ?? settings.wishedHttpPort,
    portIsWish: options.port === undefined,
    invoke: (arn, payload) => ground.pool.invoke(nameOf(model, arn), payload),
    observe,
  });
  teardown.add(() => front.close());
  const mintToken = minter(model, issuer, settings.tokenLifetimeSeconds);
  const info = stackInfo({
    model,
    dataDir,
    endpoint: ground.endpoint,
    httpPort: front.port,
    mqttPort: broker.port,
    token: await mintToken({ user: 'admin', groups: ['admin'] }),
    desk: await issueReaderCertificate(dataDir, DESK_CLIENT),
  });
  return { info, mintToken };
}

function minter(model: StackModel, issuer: TokenIssuer, lifetimeSeconds: number): LocalStack['mintToken'] {
  const authorizer = model.httpApi.routes.find((route) => route.authorizer)?.authorizer;
  const clientId = authorizer?.audience[0];
  if (!authorizer || clientId === undefined) throw new Error('No route of the HTTP API asks for a token.');
  return ({ user, groups }) =>
    issuer.mint({ user, groups, issuer: authorizer.issuer, clientId, lifetimeSeconds });
}

function nameOf(model: StackModel, functionArn: string): string {
  const fn = model.functions.find(({ arn }) => arn === functionArn);
  if (!fn) throw new Error(`A route calls ${functionArn}, which no stack has.`);
  return fn.name;
}

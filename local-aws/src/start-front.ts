import { type HttpFront, startHttpFront } from './http/http-front';
import { openTokenIssuer, type TokenIssuer } from './http/token-issuer';
import { roleNameOf } from './lambda/access-keys';
import type { LocalRuntime } from './local-runtime';
import type { HttpApiModel, StackModel } from './model/stack-model';
import { type Broker, type ClientPermissions, startBroker } from './mqtt/broker';
import { openCertificateAuthority } from './mqtt/certificate-authority';
import { retainedMessages } from './mqtt/retained-messages';
import { watchRevocations } from './mqtt/revocations';
import { topicRules } from './mqtt/topic-rules';
import { startScheduler } from './scheduler/scheduler';
import type { AwsServices } from './start-aws-services';
import type { Functions } from './start-functions';
import { type SiteFront, type SiteSetup, startSite } from './start-site';

export type MintToken = (options: {
  readonly user: string;
  readonly groups: readonly string[];
}) => Promise<string>;

export type FrontSetup = {
  readonly services: AwsServices;
  readonly functions: Functions;
  readonly clientPermissions: ClientPermissions;
  /** Of the HTTP API. Left out: the wished one, or any that is free. */
  readonly port?: number | undefined;
  readonly site?: SiteSetup | undefined;
};

export type Front = {
  readonly httpPort: number;
  readonly mqttPort: number;
  readonly mintToken: MintToken;
  readonly site?: SiteFront;
};

/** Starts what takes work in from outside: schedules, MQTT, HTTP, the site. Comes last and goes first. */
export async function startFront(runtime: LocalRuntime, setup: FrontSetup): Promise<Front> {
  const { dataDir, settings } = runtime;
  await startSchedules(runtime, setup);
  const broker = await startMqtt(runtime, setup);
  const issuer = await openTokenIssuer(dataDir);
  const http = await startHttp(runtime, setup, issuer);
  const accepted = acceptedTokens(setup.services.model.httpApi);
  const front = {
    httpPort: http.port,
    mqttPort: broker.port,
    mintToken: minter(accepted, issuer, settings.tokenLifetimeSeconds),
  };
  if (!setup.site) return front;
  const site = await startSite(runtime, setup.site, {
    apiUrl: `http://127.0.0.1:${http.port}`,
    model: setup.services.model,
    key: await issuer.key(),
    ...accepted,
  });
  return { ...front, site };
}

async function startSchedules({ store, observe, teardown }: LocalRuntime, setup: FrontSetup): Promise<void> {
  const { model, triggers, destinations } = setup.services;
  const scheduler = await startScheduler({
    schedules: model.schedules,
    store,
    invokeAsync: async (schedule, payload) => {
      triggers.schedule(schedule);
      await setup.functions.invoker.invoke(schedule.targetArn, payload);
    },
    sendToDeadLetters: async (schedule, queueArn, payload) => {
      triggers.scheduleDeadLetters(schedule);
      await destinations.sendMessage(roleNameOf(schedule.roleArn), queueArn, payload);
    },
    observe,
  });
  teardown.add(() => scheduler.close());
}

async function startMqtt(runtime: LocalRuntime, setup: FrontSetup): Promise<Broker> {
  const { dataDir, settings, store, observe, teardown } = runtime;
  const { model, triggers, destinations, jobs } = setup.services;
  const certificates = await openCertificateAuthority(dataDir);
  const revocations = await watchRevocations(dataDir, () => broker.dropRevoked());
  teardown.add(() => revocations.close());
  const broker = await startBroker({
    certificates,
    isRevoked: revocations.isRevoked,
    port: settings.wishedMqttPort,
    portIsWish: true,
    accept: topicRules(model.topicRules, {
      invokeAsync: async (rule, functionArn, payload) => {
        triggers.topicRule(rule, functionArn);
        await setup.functions.invoker.invoke(functionArn, payload);
      },
      putObject: async (rule, { bucket, roleArn }, { key, body }) => {
        triggers.topicRuleError(rule, roleArn);
        await destinations.putObject(roleNameOf(roleArn), bucket, key, body);
      },
    }),
    retained: retainedMessages(store),
    permissions: setup.clientPermissions,
    jobs,
    observe,
  });
  teardown.add(() => broker.close());
  return broker;
}

async function startHttp(
  { settings, observe, teardown }: LocalRuntime,
  { services: { model, triggers }, functions, port }: FrontSetup,
  issuer: TokenIssuer,
): Promise<HttpFront> {
  const front = await startHttpFront({
    api: model.httpApi,
    accountId: model.accountId,
    issuer,
    port: port ?? settings.wishedHttpPort,
    portIsWish: port === undefined,
    invoke: async (route, payload) => {
      triggers.route(model.httpApi, route);
      return await functions.pool.invoke(functionNameOf(model, route.functionArn), payload);
    },
    observe,
  });
  teardown.add(() => front.close());
  return front;
}

type AcceptedTokens = { readonly tokenIssuer: string; readonly clientId: string };

/** What the API's authorizer wants of a token. */
function acceptedTokens({ routes }: HttpApiModel): AcceptedTokens {
  const authorizer = routes.find((route) => route.authorizer)?.authorizer;
  const clientId = authorizer?.audience[0];
  if (!authorizer || clientId === undefined) throw new Error('No route of the HTTP API asks for a token.');
  return { tokenIssuer: authorizer.issuer, clientId };
}

const minter =
  ({ tokenIssuer, clientId }: AcceptedTokens, issuer: TokenIssuer, lifetimeSeconds: number): MintToken =>
  ({ user, groups }) =>
    issuer.mint({ user, groups, issuer: tokenIssuer, clientId, lifetimeSeconds });

function functionNameOf(model: StackModel, functionArn: string): string {
  const fn = model.functions.find(({ arn }) => arn === functionArn);
  if (!fn) throw new Error(`A route calls ${functionArn}, which no stack has.`);
  return fn.name;
}

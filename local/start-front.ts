import type { Ground } from './ground';
import { startHttpFront } from './http/http-front';
import { openTokenIssuer, type TokenIssuer } from './http/token-issuer';
import { roleNameOf } from './lambda/access-keys';
import { startBroker } from './mqtt/broker';
import { issueReaderCertificate, openCertificateAuthority } from './mqtt/certificate-authority';
import { retainedMessages } from './mqtt/retained-messages';
import { watchRevocations } from './mqtt/revocations';
import { topicRules } from './mqtt/topic-rules';
import { startScheduler } from './scheduler/scheduler';
import { DESK_CLIENT, type StackInfo, stackInfo } from './stack-info';
import type { StackModel } from './stack-model';
import type { AwsServices } from './start-aws-services';
import type { Functions } from './start-functions';

export type MintToken = (options: {
  readonly user: string;
  readonly groups: readonly string[];
}) => Promise<string>;

export type Front = { readonly info: StackInfo; readonly mintToken: MintToken };

/** Starts what takes work in from outside: schedules, MQTT, HTTP. Comes last and goes first. */
export async function startFront(
  ground: Ground,
  { model, endpoint, destinations, triggers }: AwsServices,
  { pool, invoker }: Functions,
  port: number | undefined,
): Promise<Front> {
  const { settings, dataDir, store, observe, teardown } = ground;
  const scheduler = await startScheduler({
    schedules: model.schedules,
    store,
    invokeAsync: async (schedule, payload) => {
      triggers.schedule(schedule);
      await invoker.invoke(schedule.targetArn, payload);
    },
    sendToDeadLetters: async (schedule, queueArn, payload) => {
      triggers.scheduleDeadLetters(schedule);
      await destinations.sendMessage(roleNameOf(schedule.roleArn), queueArn, payload);
    },
    observe,
  });
  teardown.add(() => scheduler.close());
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
        await invoker.invoke(functionArn, payload);
      },
      putObject: async (rule, { bucket, roleArn }, { key, body }) => {
        triggers.topicRuleError(rule, roleArn);
        await destinations.putObject(roleNameOf(roleArn), bucket, key, body);
      },
    }),
    retained: retainedMessages(store),
    observe,
  });
  teardown.add(() => broker.close());
  const issuer = await openTokenIssuer(dataDir);
  const front = await startHttpFront({
    api: model.httpApi,
    accountId: model.accountId,
    issuer,
    port: port ?? settings.wishedHttpPort,
    portIsWish: port === undefined,
    invoke: async (route, payload) => {
      triggers.route(model.httpApi, route);
      return await pool.invoke(nameOf(model, route.functionArn), payload);
    },
    observe,
  });
  teardown.add(() => front.close());
  const mintToken = minter(model, issuer, settings.tokenLifetimeSeconds);
  const info = stackInfo({
    model,
    dataDir,
    endpoint,
    httpPort: front.port,
    mqttPort: broker.port,
    token: await mintToken({ user: 'admin', groups: ['admin'] }),
    desk: await issueReaderCertificate(dataDir, DESK_CLIENT),
  });
  return { info, mintToken };
}

function minter(model: StackModel, issuer: TokenIssuer, lifetimeSeconds: number): MintToken {
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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect as connectMqtt, type IClientOptions, type MqttClient } from 'mqtt';
import type { StackActivity } from '../../src/lib/stack-activity';
import { type Broker, startBroker } from '../../src/mqtt/broker';
import {
  type CertificateFiles,
  issueClientCertificate,
  openCertificateAuthority,
} from '../../src/mqtt/certificate-authority';
import { retainedMessages } from '../../src/mqtt/retained-messages';
import {
  listClientCertificates,
  revokeClientCertificates,
  watchRevocations,
} from '../../src/mqtt/revocations';
import type { RuleMessage } from '../../src/mqtt/topic-rule-sql';
import { type DurableStore, openStore } from '../../src/store/durable-store';
import { OWN_TOPICS } from '../support/client-permissions';
import { until } from '../support/function-fixture';

const BASIC_INGEST = '$aws/rules/scans_rule/clients/desk-1/scans';

const closed = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', resolve));

describe('the MQTT broker', () => {
  let dir: string;
  let store: DurableStore;
  let server: CertificateFiles;
  let broker: Broker;
  let clients: MqttClient[];
  let accepted: RuleMessage[];
  let seen: StackActivity[];
  let revocations: Awaited<ReturnType<typeof watchRevocations>>;
  let accept: (message: RuleMessage) => Promise<void>;

  const start = async () => {
    revocations = await watchRevocations(dir, () => broker.dropRevoked());
    broker = await startBroker({
      certificates: server,
      isRevoked: revocations.isRevoked,
      port: 0,
      portIsWish: false,
      accept: (message) => accept(message),
      retained: retainedMessages(store),
      permissions: OWN_TOPICS,
      observe: (activity) => seen.push(activity),
    });
  };
  const connect = async (files: Partial<CertificateFiles>, options: IClientOptions = {}) => {
    const client = connectMqtt(`mqtts://127.0.0.1:${broker.port}`, {
      protocolVersion: 5,
      reconnectPeriod: 0,
      connectTimeout: 4000,
      ca: readFileSync(server.ca),
      ...(files.cert && { cert: readFileSync(files.cert) }),
      ...(files.key && { key: readFileSync(files.key) }),
      ...options,
    });
    clients.push(client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.on('error', reject);
      client.once('close', () => reject(new Error('closed')));
    });
    return client;
  };
  const connected = async (clientId: string, options: IClientOptions = {}) =>
    await connect(await issueClientCertificate(dir, clientId), { clientId, ...options });

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-mqtt-'));
    server = await openCertificateAuthority(dir);
  });
  beforeEach(async () => {
    store = await openStore(path.join(dir, 'store'));
    clients = [];
    accepted = [];
    seen = [];
    accept = async (message) => void accepted.push(message);
    await start();
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    revocations.close();
    await broker.close();
    await store.close();
    await rm(path.join(dir, 'store'), { recursive: true });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each([4, 5] as const)('accepts a client’s scan over protocol version %i', async (protocolVersion) => {
    const client = await connected('desk-1', { protocolVersion });
    await client.publishAsync('clients/desk-1/scans', '{"broken', { qos: 1 });
    expect(accepted).toEqual([
      {
        topic: 'clients/desk-1/scans',
        clientId: 'desk-1',
        payload: Buffer.from('{"broken'),
        receivedAtMs: expect.any(Number),
      },
    ]);
    expect(seen).toContainEqual({
      kind: 'message-accepted',
      clientId: 'desk-1',
      topic: accepted[0]?.topic,
    });
  });

  it('lets every known client use the topic of the seed system', async () => {
    const client = await connected('pi-7');
    await client.publishAsync('open/topic', '{}', { qos: 1 });
    expect(accepted[0]).toMatchObject({ topic: 'open/topic', clientId: 'pi-7' });
  });

  it('acknowledges only after the message is on disk', async () => {
    let release = () => {};
    accept = () => new Promise<void>((resolve) => (release = resolve));
    const client = await connected('desk-1');
    let acknowledged = false;
    const publishing = client
      .publishAsync('clients/desk-1/scans', '{}', { qos: 1 })
      .then(() => (acknowledged = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(acknowledged).toBe(false);
    release();
    await publishing;
  });

  it('gives no acknowledgement when the disk refuses, and breaks off so that the client sends again', async () => {
    accept = () => Promise.reject(new Error('disk full'));
    const client = await connected('desk-1');
    let acknowledged = false;
    const gone = closed(client);
    client.publish('clients/desk-1/scans', '{}', { qos: 1 }, (error) => {
      acknowledged = !error;
    });
    await gone;
    expect(acknowledged).toBe(false);
    expect(seen).toContainEqual(expect.objectContaining({ reason: 'not accepted: disk full' }));
  });

  it('hands a publish by Basic Ingest to the named rule, under the topic without it', async () => {
    const client = await connected('desk-1');
    await client.publishAsync(BASIC_INGEST, '{}', { qos: 1 });
    expect(accepted).toMatchObject([
      { topic: 'clients/desk-1/scans', clientId: 'desk-1', toRule: 'scans_rule' },
    ]);
  });

  it.each([
    ['clients/desk-2/scans'],
    ['clients/desk-1/other'],
    ['$aws/rules/x'],
    [BASIC_INGEST.replace('desk-1', 'desk-2')],
    [BASIC_INGEST.replace('scans_rule', 'other_rule')],
  ])('refuses a publish of desk-1 on %s with reason code 135', async (topic) => {
    const client = await connected('desk-1');
    await expect(client.publishAsync(topic, '{}', { qos: 1 })).rejects.toMatchObject({ code: 135 });
    expect(client.connected).toBe(true);
    expect(accepted).toEqual([]);
  });

  it('closes an MQTT 3.1.1 connection that publishes on another client’s topic', async () => {
    const client = await connected('desk-1', { protocolVersion: 4 });
    const gone = closed(client);
    client.publish('clients/desk-2/scans', '{}', { qos: 1 });
    await gone;
    expect(accepted).toEqual([]);
  });

  it('takes a message of 128 KB and refuses one byte more', async () => {
    const topic = 'clients/desk-1/scans';
    const client = await connected('desk-1');
    await client.publishAsync(topic, Buffer.alloc(128 * 1024, 0x20), { qos: 1 });
    expect(accepted).toHaveLength(1);
    const refused = new Promise<number | undefined>((resolve) =>
      client.once('disconnect', (packet) => resolve(packet.reasonCode)),
    );
    client.publish(topic, Buffer.alloc(128 * 1024 + 1, 0x20), { qos: 1 });
    expect(await refused).toBe(0x95);
    expect(accepted).toHaveLength(1);
    const next = await connected('desk-1');
    await next.publishAsync(topic, '{}', { qos: 1 });
    expect(accepted).toHaveLength(2);
  });

  it('refuses a client without a certificate, one of a foreign authority, and a borrowed client id', async () => {
    await expect(connect({}, { clientId: 'desk-1' })).rejects.toThrow();
    const foreignDir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-foreign-'));
    await openCertificateAuthority(foreignDir);
    const foreign = await issueClientCertificate(foreignDir, 'desk-1');
    await expect(connect(foreign, { clientId: 'desk-1' })).rejects.toThrow();
    await rm(foreignDir, { recursive: true });
    const own = await issueClientCertificate(dir, 'desk-1');
    await expect(connect(own, { clientId: 'desk-2' })).rejects.toThrow();
    expect(seen).toContainEqual(
      expect.objectContaining({
        reason: expect.stringContaining("is not its certificate's"),
      }),
    );
  });

  it('lets a second connection with the same client id take over', async () => {
    const first = await connected('desk-1');
    const reason = new Promise<number | undefined>((resolve) =>
      first.once('disconnect', (packet) => resolve(packet.reasonCode)),
    );
    const second = await connected('desk-1');
    expect(await reason).toBe(0x8e);
    await second.publishAsync('clients/desk-1/scans', '{}', { qos: 1 });
    expect(accepted).toHaveLength(1);
  });

  it('publishes the last will of a client that breaks off, and keeps it for later and across a restart', async () => {
    const topic = 'clients/desk-1/status';
    const will = { topic, payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true } as const;
    const client = await connected('desk-1', { will });
    await client.publishAsync(topic, '{"state":"online"}', { qos: 1, retain: true });
    client.stream.destroy();
    // Accepted, and kept for whoever comes later.
    await until(() => seen.filter(({ kind }) => kind === 'message-accepted').length === 2);
    expect(accepted[1]?.payload.toString()).toBe('{"state":"offline"}');

    await broker.close();
    await start();
    const later = await connected('desk-1');
    const message = new Promise<Buffer>((resolve) => later.once('message', (_, payload) => resolve(payload)));
    await later.subscribeAsync(topic, { qos: 1 });
    expect(String(await message)).toBe('{"state":"offline"}');
  });

  it('drops a client whose certificate is revoked, refuses it from then on, and takes a new one', async () => {
    const old = await issueClientCertificate(dir, 'desk-9');
    const oldFiles = { ca: readFileSync(old.ca), cert: readFileSync(old.cert), key: readFileSync(old.key) };
    const client = await connect(old, { clientId: 'desk-9' });
    const gone = closed(client);
    expect(await revokeClientCertificates(dir, 'desk-9')).toBe(1);
    await gone;
    await expect(connect({}, { clientId: 'desk-9', ...oldFiles })).rejects.toThrow();
    await connected('desk-9');
    const listed = (await listClientCertificates(dir)).filter(({ clientId }) => clientId === 'desk-9');
    expect(listed.map(({ revoked }) => revoked).sort()).toEqual([false, true]);
    expect(await revokeClientCertificates(dir, 'nobody')).toBe(0);
  });

  it('keeps a client from listening to others', async () => {
    const client = await connected('desk-1');
    await expect(client.subscribeAsync('clients/+/scans')).rejects.toThrow();
  });

  it('speaks with the AWS IoT device SDK over MQTT 5', async () => {
    const { cert, key, ca } = await issueClientCertificate(dir, 'pi-1');
    const script = `
      const { iot, mqtt5 } = require('aws-iot-device-sdk-v2');
      const { once } = require('node:events');
      const [host, port, cert, key, ca] = process.argv.slice(1);
      const b = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromPath(host, cert, key);
      b.withCertificateAuthorityFromPath(undefined, ca); b.withPort(Number(port));
      b.withConnectProperties({ clientId: 'pi-1', keepAliveIntervalSeconds: 30 });
      const c = new mqtt5.Mqtt5Client(b.build());
      c.on('connectionFailure', (e) => { console.error(String(e.error)); process.exit(2); });
      c.start();
      (async () => {
        await once(c, 'connectionSuccess');
        const codes = [];
        for (const topicName of ['clients/pi-1/scans', 'clients/pi-2/scans']) {
          const ack = await c.publish({ topicName, qos: mqtt5.QoS.AtLeastOnce, payload: '{"a":1}' });
          codes.push(ack.reasonCode);
        }
        process.stdout.write(JSON.stringify(codes), () => process.exit(0));
      })();`;
    const child = spawn(process.execPath, ['-e', script, '127.0.0.1', String(broker.port), cert, key, ca], {
      cwd: path.resolve(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual([0, 135]);
    expect(accepted[0]).toMatchObject({ clientId: 'pi-1', payload: Buffer.from('{"a":1}') });
  });
});

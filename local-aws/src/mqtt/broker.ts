import { readFile } from 'node:fs/promises';
import { createServer, TLSSocket } from 'node:tls';
import { listen } from '../lib/listen';
import { messageOf, type Observe } from '../lib/stack-activity';
import { parseBasicIngestTopic } from './basic-ingest';
import type { CertificateFiles } from './certificate-authority';
import type { BrokerJobs } from './jobs/broker-jobs';
import type { RuleMessage } from './topic-rule-sql';

type AedesModule = typeof import('aedes', { with: { 'resolution-mode': 'import' }});
type Aedes = InstanceType<AedesModule['Aedes']>;
type Client = import('aedes', { with: { 'resolution-mode': 'import' }}).Client;
type PublishPacket = import('aedes', { with: { 'resolution-mode': 'import' }}).PublishPacket;

/** What IoT Core announces in its CONNACK: 128 KB of payload and room for headers. */
const MAX_PACKET_BYTES = 149_504;
const PACKET_TOO_LARGE = 0x95;
const QOS_NOT_SUPPORTED = 0x9b;
const IMPLEMENTATION_ERROR = 0x83;
const IDENTIFIER_REJECTED = 2;

export type RetainedMessages = {
  save(topic: string, payload: Buffer): Promise<void>;
  all(): Promise<readonly { readonly topic: string; readonly payload: Buffer }[]>;
};

/** What the clients may do, as the things' policy would say. */
export type ClientPermissions = {
  /** Why a client may not publish this, or undefined if it may. */
  refusalOfPublish(
    clientId: string,
    topic: string,
    payloadBytes: number,
  ): 'not-authorized' | 'too-large' | undefined;
  maySubscribe(clientId: string, filter: string): boolean;
};

export type BrokerOptions = {
  readonly certificates: CertificateFiles;
  /** 0 for any. When it is taken and `portIsWish`, another is used. */
  readonly port: number;
  readonly portIsWish: boolean;
  /** Resolves when all that the message leads to is on disk; only then is it acknowledged. */
  readonly accept: (message: RuleMessage) => Promise<void>;
  readonly retained: RetainedMessages;
  readonly permissions: ClientPermissions;
  /** Whether a certificate, by its SHA-256 fingerprint, is no longer good. */
  readonly isRevoked?: (fingerprint: string) => boolean;
  readonly observe: Observe;
  /** Without them the reserved topics of AWS IoT Jobs are refused. */
  readonly jobs?: BrokerJobs;
};

export type Broker = {
  readonly port: number;
  /** Ends the connections whose certificate has been revoked. */
  dropRevoked(): void;
  close(): Promise<void>;
};

/** An MQTT 3.1.1 and 5 broker on 127.0.0.1 that behaves as IoT Core does: TLS with client certificates, the
 *  client id is the certificate's common name, one connection an id (the newer wins), QoS 0 and 1.
 *  Delivery: a PUBACK says that the message's rules have run and what they queued is on disk. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker({
    maxClientsIdLength: 128,
    maximumPacketSize: MAX_PACKET_BYTES,
    authenticate: (client, _user, _password, done) => {
      const refusal = refusalOfClient(client, options);
      if (refusal === undefined) return done(null, true);
      refuse(client, refusal, options.observe);
      return done(Object.assign(new Error(refusal), { returnCode: IDENTIFIER_REJECTED }), false);
    },
    authorizePublish: (client, packet, done) => {
      if (client === null) return done();
      acceptPublish(client, packet, options).then(done, (error: unknown) => {
        // No PUBACK: the client keeps the message and sends it again.
        refuse(client, `not accepted: ${messageOf(error)}`, options.observe);
        client.disconnect({ reasonCode: IMPLEMENTATION_ERROR });
      });
    },
    authorizeSubscribe: (client, subscription, done) =>
      done(null, options.permissions.maySubscribe(client.id, subscription.topic) ? subscription : null),
  });
  for (const { topic, payload } of await options.retained.all()) {
    await new Promise<void>((resolve, reject) => {
      const packet: PublishPacket = { cmd: 'publish', topic, payload, qos: 1, retain: true, dup: false };
      broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }
  report(broker, options.observe);
  options.jobs?.attach((topic, payload) =>
    broker.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => {}),
  );
  return await serve(broker, options);
}

async function serve(broker: Aedes, options: BrokerOptions): Promise<Broker> {
  const { ca, cert, key } = options.certificates;
  const clients = new Set<Client>();
  const server = createServer(
    {
      ca: await readFile(ca),
      cert: await readFile(cert),
      key: await readFile(key),
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket) => {
      socket.setNoDelay(true);
      const client = broker.handle(socket);
      clients.add(client);
      socket.once('close', () => clients.delete(client));
    },
  );
  server.on('tlsClientError', (error) => {
    options.observe({ kind: 'message-refused', clientId: '?', reason: `TLS: ${error.message}` });
  });
  const port = await listen(server, options.port, options.portIsWish);
  return {
    port,
    dropRevoked: () => {
      for (const client of clients) {
        if (options.isRevoked?.(certificateOf(client)?.fingerprint ?? '')) client.close();
      }
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const client of clients) client.conn.destroy();
      await closed;
    },
  };
}

/** Undefined when the message may be acknowledged, an Error when the client may not send it. */
async function acceptPublish(
  client: Client,
  packet: PublishPacket,
  options: BrokerOptions,
): Promise<Error | undefined> {
  const payload = Buffer.from(packet.payload);
  if (options.jobs?.take(client.id, packet.topic, payload)) return undefined;
  const refusal = options.permissions.refusalOfPublish(client.id, packet.topic, payload.length);
  if (refusal === 'too-large' || packet.qos === 2) {
    const reason = refusal ?? 'QoS 2 is not supported';
    refuse(client, `${packet.topic}: ${reason}`, options.observe);
    client.disconnect({ reasonCode: packet.qos === 2 ? QOS_NOT_SUPPORTED : PACKET_TOO_LARGE });
    return await new Promise(() => {});
  }
  if (refusal !== undefined) {
    refuse(client, `${packet.topic}: ${refusal}`, options.observe);
    return new Error(`Not authorized to publish to ${packet.topic}.`);
  }
  const { topic, ruleName } = parseBasicIngestTopic(packet.topic) ?? {
    topic: packet.topic,
    ruleName: undefined,
  };
  const message = {
    topic,
    clientId: client.id,
    payload,
    receivedAtMs: Date.now(),
    ...(ruleName !== undefined && { toRule: ruleName }),
  };
  const kept = packet.retain ? options.retained.save(packet.topic, payload) : undefined;
  await Promise.all([options.accept(message), kept]);
  options.observe({ kind: 'message-accepted', clientId: client.id, topic: packet.topic });
  return undefined;
}

function refusalOfClient(client: Client, options: BrokerOptions): string | undefined {
  const certificate = certificateOf(client);
  if (!certificate) return 'no client certificate';
  if (certificate.commonName !== client.id) {
    return `client id "${client.id}" is not its certificate's common name "${certificate.commonName}"`;
  }
  return options.isRevoked?.(certificate.fingerprint) ? 'its certificate is revoked' : undefined;
}

function certificateOf(client: Client): { commonName: string; fingerprint: string } | undefined {
  if (!(client.conn instanceof TLSSocket)) return undefined;
  const certificate = client.conn.getPeerX509Certificate();
  if (!certificate) return undefined;
  return {
    commonName: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '',
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

function refuse(client: Client, reason: string, observe: Observe): void {
  observe({ kind: 'message-refused', clientId: client.id ?? '?', reason });
}

function report(broker: Aedes, observe: Observe): void {
  broker.on('client', (client) => observe({ kind: 'client-connected', clientId: client.id }));
  broker.on('clientDisconnect', (client) => observe({ kind: 'client-gone', clientId: client.id }));
  broker.on('connectionError', (client, error) => refuse(client, error.message, observe));
  // Emitted for clients too that broke off; the connection's end is reported above.
  broker.on('clientError', () => {});
}

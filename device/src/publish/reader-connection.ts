import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { iot, mqtt5 } from 'aws-iot-device-sdk-v2';

export type ReaderIdentity = {
  readonly host: string;
  readonly port: number;
  /** The reader's id: client id, and common name of its certificate. */
  readonly clientId: string;
  /** Files in PEM. Without `ca` the system's authorities are trusted. */
  readonly ca?: string;
  readonly cert: string;
  readonly key: string;
};

export type ConnectionOptions = ReaderIdentity & {
  /** Sent by the broker when the connection is lost without a goodbye. */
  readonly will?: { readonly topic: string; readonly payload: string };
  /** IoT Core takes 100 publishes a second of a client; a broker of one's own takes what it can. */
  readonly unlimitedRate?: boolean;
};

/** What became of a message. `refused`: the broker answered no, and will again. `unsent`: no answer came;
 *  the broker may have it or not, so send it again. */
export type Delivery =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unsent'; readonly reason: string };

export type ReaderConnection = {
  /** QoS 1; resolves with the broker's answer and never rejects. */
  publish(topic: string, payload: string | Uint8Array, retain?: boolean): Promise<Delivery>;
  /** Resolves while connected. Errors: rejects with the last reason after `timeoutMs` without a connection. */
  connected(timeoutMs: number): Promise<void>;
  /** Says goodbye, so that no will is sent. Waits for messages on their way for at most 5 s. The SDK keeps
   *  the process alive even then: end it with process.exit(). */
  close(): Promise<void>;
};

const KEEP_ALIVE_SECONDS = 30;
const ACK_TIMEOUT_SECONDS = 15;
const CLOSE_WAIT_MS = 5_000;
const FIRST_FAILURE_CODE = 128;

/** An MQTT 5 client over mutual TLS that connects, and connects again, by itself.
 *  Errors: throws where a file is missing or key and certificate do not belong together. */
export function openReaderConnection(options: ConnectionOptions): ReaderConnection {
  const client = new mqtt5.Mqtt5Client(clientConfig(options));
  const link = watchLink(client);
  const open = new Set<Promise<Delivery>>();
  client.start();
  return {
    publish: (topic, payload, retain = false) => {
      const packet = { topicName: topic, qos: mqtt5.QoS.AtLeastOnce, payload, retain };
      const delivery = client
        .publish(packet)
        .then(toDelivery, (error: unknown) => toFailure(error, link.reason()));
      open.add(delivery);
      void delivery.then(() => open.delete(delivery));
      return delivery;
    },
    connected: link.connected,
    close: async () => {
      // Promises of messages in flight never settle once the client is closed.
      await Promise.race([Promise.all(open), sleep(CLOSE_WAIT_MS, undefined, { ref: false })]);
      const stopped = once(client, 'stopped');
      client.stop({ reasonCode: mqtt5.DisconnectReasonCode.NormalDisconnection });
      await Promise.race([stopped, sleep(CLOSE_WAIT_MS, undefined, { ref: false })]);
      client.close();
    },
  };
}

function clientConfig(options: ConnectionOptions): mqtt5.Mqtt5ClientConfig {
  const { host, port, clientId, ca, cert, key, will } = options;
  const builder = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromPath(host, cert, key);
  if (ca !== undefined) builder.withCertificateAuthorityFromPath(undefined, ca);
  builder.withPort(port);
  builder.withConnectProperties({
    clientId,
    keepAliveIntervalSeconds: KEEP_ALIVE_SECONDS,
    sessionExpiryIntervalSeconds: 0,
    ...(will && {
      will: { topicName: will.topic, payload: will.payload, qos: mqtt5.QoS.AtLeastOnce, retain: true },
    }),
  });
  builder.withSessionBehavior(mqtt5.ClientSessionBehavior.Clean);
  // Whoever publishes keeps what is not acknowledged; the SDK's own queue is memory only.
  builder.withOfflineQueueBehavior(mqtt5.ClientOperationQueueBehavior.FailAllOnDisconnect);
  builder.withRetryJitterMode(mqtt5.RetryJitterType.Full);
  builder.withMinReconnectDelayMs(500);
  builder.withMaxReconnectDelayMs(60_000);
  builder.withMinConnectedTimeToResetReconnectDelayMs(5_000);
  builder.withConnackTimeoutMs(10_000);
  builder.withPingTimeoutMs(10_000);
  builder.withAckTimeoutSeconds(ACK_TIMEOUT_SECONDS);
  if (options.unlimitedRate) {
    builder.withExtendedValidationAndFlowControlOptions(mqtt5.ClientExtendedValidationAndFlowControl.None);
  }
  return builder.build();
}

function watchLink(client: mqtt5.Mqtt5Client) {
  let up = false;
  let reason = 'the broker does not answer';
  const waiting = new Set<() => void>();
  client.on('connectionSuccess', () => {
    up = true;
    for (const wake of waiting) wake();
    waiting.clear();
  });
  client.on('connectionFailure', ({ error, connack }) => {
    const refusal = connack && connack.reasonCode >= FIRST_FAILURE_CODE;
    reason = refusal ? `refused: ${connackText(connack)}` : String(error);
  });
  client.on('disconnection', ({ error, disconnect }) => {
    up = false;
    reason = disconnect ? disconnectText(disconnect) : String(error);
  });
  // Without a listener the SDK's error events would end the process.
  client.on('error', (error) => {
    reason = String(error);
  });
  const connected = (timeoutMs: number): Promise<void> => {
    if (up) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(wake);
        reject(new Error(reason));
      }, timeoutMs);
      waiting.add(wake);
    });
  };
  return { connected, reason: () => reason };
}

const connackText = ({ reasonCode, reasonString }: mqtt5.ConnackPacket) =>
  reasonString ?? mqtt5.ConnectReasonCode[reasonCode] ?? `code ${reasonCode}`;

const disconnectText = ({ reasonCode, reasonString }: mqtt5.DisconnectPacket) =>
  reasonString ?? mqtt5.DisconnectReasonCode[reasonCode] ?? `code ${reasonCode}`;

/** A PUBACK that says no resolves like one that says yes. */
function toDelivery(result: mqtt5.PublishCompletionResult): Delivery {
  if (result === undefined || result.reasonCode < FIRST_FAILURE_CODE) return { kind: 'acknowledged' };
  const name = mqtt5.PubackReasonCode[result.reasonCode] ?? `code ${result.reasonCode}`;
  return { kind: 'refused', reason: result.reasonString ?? name };
}

/** The SDK rejects with texts, not with Errors. */
function toFailure(error: unknown, linkReason: string): Delivery {
  const text = String(error);
  if (text.includes('PACKET_VALIDATION') || text.includes('EXCEEDS_MAXIMUM_PACKET_SIZE')) {
    return { kind: 'refused', reason: text };
  }
  const lostLink = text.includes('OFFLINE_QUEUE_POLICY');
  return { kind: 'unsent', reason: lostLink ? `connection lost: ${linkReason}` : text };
}

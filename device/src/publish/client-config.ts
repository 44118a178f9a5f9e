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

export type Will = { readonly topic: string; readonly payload: string };

const KEEP_ALIVE_SECONDS = 30;
const PING_TIMEOUT_MS = 10_000;

type ClientOptions = ReaderIdentity & {
  readonly will?: Will;
  readonly unlimitedRate?: boolean;
  readonly ackTimeoutMs: number;
};

/** A client that finds a half-open link within 40 s, tries again with growing, random pauses, and forgets what it
 *  has not sent when the link is lost: whoever publishes keeps that.
 *  Errors: throws where a file is missing or key and certificate do not belong together. */
export function clientConfig(options: ClientOptions): mqtt5.Mqtt5ClientConfig {
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
  // With a session kept, the SDK would send unacknowledged messages again by itself, behind the spool's back.
  builder.withSessionBehavior(mqtt5.ClientSessionBehavior.Clean);
  builder.withOfflineQueueBehavior(mqtt5.ClientOperationQueueBehavior.FailAllOnDisconnect);
  builder.withRetryJitterMode(mqtt5.RetryJitterType.Full);
  builder.withMinReconnectDelayMs(500);
  builder.withMaxReconnectDelayMs(60_000);
  builder.withMinConnectedTimeToResetReconnectDelayMs(5_000);
  builder.withConnackTimeoutMs(10_000);
  builder.withPingTimeoutMs(PING_TIMEOUT_MS);
  builder.withAckTimeoutSeconds(Math.ceil(options.ackTimeoutMs / 1000));
  if (options.unlimitedRate) {
    builder.withExtendedValidationAndFlowControlOptions(mqtt5.ClientExtendedValidationAndFlowControl.None);
  }
  return builder.build();
}

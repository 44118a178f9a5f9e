import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { mqtt5 } from 'aws-iot-device-sdk-v2';
import { clientConfig, type ReaderIdentity, type Will } from './client-config';
import { type Delivery, toDelivery, toFailure } from './delivery';
import { linkGuard } from './link-guard';
import { type LinkEvent, watchLink } from './link-watch';

export type { ReaderIdentity } from './client-config';
export type { Delivery } from './delivery';

export type ConnectionOptions = ReaderIdentity & {
  /** Sent by the broker when the connection is lost without a goodbye. */
  readonly will?: Will;
  /** IoT Core takes 100 publishes a second of a client; a broker of one's own takes what it can. */
  readonly unlimitedRate?: boolean;
  readonly ackTimeoutMs?: number;
  readonly hear?: (event: LinkEvent) => void;
  /** For what else goes over this connection. */
  readonly onClient?: (client: mqtt5.Mqtt5Client) => void;
};

export type ReaderConnection = {
  /** QoS 1; resolves with the broker's answer, or `unsent` when its time is over, and never rejects. */
  publish(topic: string, payload: string | Uint8Array, retain?: boolean): Promise<Delivery>;
  /** Resolves while connected. Errors: rejects with the last reason after `timeoutMs` without a connection. */
  connected(timeoutMs: number): Promise<void>;
  /** Says goodbye, so that no will is sent. Waits for messages on their way for at most `waitMs`, then 1 s for the
   *  goodbye. The SDK keeps the process alive even then: end it with process.exit(). */
  close(waitMs?: number): Promise<void>;
};

const ACK_TIMEOUT_MS = 15_000;
/** The SDK's own timeout comes first where it comes at all: not while the link is down. */
const GRACE_MS = 1_000;
const CLOSE_WAIT_MS = 4_000;
const STOP_WAIT_MS = 1_000;
const GUARD_EVERY_MS = 1_000;

/** An MQTT 5 client over mutual TLS that connects, and connects again, by itself; also where the connection is
 *  open and carries nothing.
 *  Errors: throws where a file is missing or key and certificate do not belong together. */
export function openReaderConnection(options: ConnectionOptions): ReaderConnection {
  const ackTimeoutMs = options.ackTimeoutMs ?? ACK_TIMEOUT_MS;
  const client = new mqtt5.Mqtt5Client(clientConfig({ ...options, ackTimeoutMs }));
  const guard = linkGuard(ackTimeoutMs);
  let closing = false;
  let connections = 0;
  const link = watchLink(client, (event) => {
    if (event.kind === 'up') {
      connections += 1;
      guard.opened(performance.now());
    }
    options.hear?.(event);
  });
  const open = new Set<Promise<Delivery>>();
  let renewing = false;
  const guardTimer = setInterval(() => {
    const verdict = link.isUp() && !renewing ? guard.verdict(performance.now()) : undefined;
    if (verdict === undefined) return;
    renewing = true;
    void renew(client, () => closing).finally(() => {
      renewing = false;
    });
    options.hear?.({ kind: 'attempt-failed', reason: `the connection carries nothing: ${verdict}` });
  }, GUARD_EVERY_MS).unref();
  options.onClient?.(client);
  client.start();
  return {
    publish: (topicName, payload, retain = false) => {
      const connection = connections;
      guard.sent(performance.now());
      const packet = { topicName, qos: mqtt5.QoS.AtLeastOnce, payload, retain };
      const answer = client
        .publish(packet)
        .then(toDelivery, (error: unknown) => toFailure(error, link.reason()));
      const delivery = inTime(answer, ackTimeoutMs + GRACE_MS);
      void delivery.then((settled) => {
        // What the link before took with it says nothing of this one.
        if (connection !== connections) return;
        if (settled.kind === 'unsent') guard.timedOut();
        else guard.answered(performance.now());
      });
      open.add(delivery);
      void delivery.then(() => open.delete(delivery));
      return delivery;
    },
    connected: link.connected,
    close: async (waitMs = CLOSE_WAIT_MS) => {
      closing = true;
      clearInterval(guardTimer);
      // Promises of messages in flight never settle once the client is closed.
      await Promise.race([Promise.all(open), sleep(waitMs, undefined, { ref: false })]);
      await stopped(client);
      client.close();
    },
  };
}

/** The SDK settles what was in flight when a link went down only once it is up again, hours later perhaps
 *  (aws-iot-device-sdk-v2 1.28.0): each message has its own time. A late answer goes unheard. */
async function inTime(answer: Promise<Delivery>, limitMs: number): Promise<Delivery> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Delivery>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'unsent', reason: `no answer within ${limitMs / 1000} s` });
    }, limitMs);
  });
  const delivery = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return delivery;
}

/** A new connection of the same client; with a goodbye, so that no will speaks of a reader that is there. */
async function renew(client: mqtt5.Mqtt5Client, isClosing: () => boolean): Promise<void> {
  await stopped(client);
  if (!isClosing()) client.start();
}

async function stopped(client: mqtt5.Mqtt5Client): Promise<void> {
  const ended = once(client, 'stopped');
  client.stop({ reasonCode: mqtt5.DisconnectReasonCode.NormalDisconnection });
  await Promise.race([ended, sleep(STOP_WAIT_MS, undefined, { ref: false })]);
}

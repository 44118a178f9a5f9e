import type { mqtt5 } from 'aws-iot-device-sdk-v2';
import type { ReaderClock } from '../clock/reader-clock';
import type { TimeNotes } from '../clock/time-notes';
import type { ReaderConfig } from '../config/reader-config';
import type { LinkEvent } from '../publish/link-watch';
import { publishPacketBytes } from '../publish/packet-size';
import { openParking } from '../publish/parking';
import { Publisher, type PublisherEvent } from '../publish/publisher';
import { rateLimit } from '../publish/rate-limit';
import { openReaderConnection } from '../publish/reader-connection';
import { type ReaderStatus, willOf } from '../publish/reader-status';
import { scanIdOf, scanTopic, statusTopic } from '../publish/scan-message';
import { nodeFiles } from '../spool/node-files';
import type { Spool } from '../spool/spool';
import { linkTroubles } from './link-troubles';
import type { Troubles } from './troubles';

export type LinkParts = {
  readonly spool: Spool;
  readonly notes: TimeNotes;
  readonly clock: ReaderClock;
  readonly troubles: Troubles;
  readonly version: string;
  readonly emit: (line: object) => void;
  readonly log: (text: string) => void;
  /** For what else goes over the connection. */
  readonly onClient?: (client: mqtt5.Mqtt5Client) => void;
  readonly onUp?: () => void;
};

export type BrokerLink = {
  /** There is something new in the spool. */
  wake(): void;
  isUp(): boolean;
  parked(): number;
  sentAgain(): number;
  /** Retained; lost where there is no connection: the next one says it anew. */
  publishStatus(status: ReaderStatus): Promise<void>;
  /** Says goodbye with this status, all within 4 s. */
  end(goodbye: () => ReaderStatus): Promise<void>;
};

const LAST_MESSAGES_MS = 2_000;
const GOODBYE_MS = 1_000;
const STATUS_REFUSED = 'status-refused';
const SCANS_REFUSED = 'scans-refused';

/** Connects, and publishes the spool's scans whenever connected. */
export function openBrokerLink(config: ReaderConfig, parts: LinkParts): BrokerLink {
  const { readerId, basicIngestRule: rule } = config;
  const { spool, troubles, log } = parts;
  const topic = rule === undefined ? scanTopic(readerId) : `$aws/rules/${rule}/${scanTopic(readerId)}`;
  const limit = rateLimit();
  const parking = openParking(nodeFiles, config.spoolDir);
  const identity = { ...identityOf(config), clientId: readerId };
  const trouble = linkTroubles({ identity, troubles, log, now: () => performance.now() });
  let up = false;
  const hear = (event: LinkEvent) => {
    trouble.hear(event);
    if (event.kind === 'up') {
      up = true;
      publisher.linkUp(event.maxPacketBytes);
      parts.onUp?.();
    } else if (event.kind === 'down') {
      up = false;
      publisher.linkDown(event.code);
    }
  };
  const connection = openReaderConnection({
    ...identity,
    will: { topic: statusTopic(readerId), payload: willOf(parts.version) },
    // What is over the limits waits here, where it does not count as on its way.
    unlimitedRate: true,
    hear,
    ...(parts.onClient && { onClient: parts.onClient }),
  });
  const publisher = new Publisher({
    spool,
    notes: parts.notes,
    readerId,
    topic,
    bootId: parts.clock.bootId,
    publish: (to, payload) => connection.publish(to, payload),
    limit,
    park: (payload, reason) =>
      parking.park({ at: new Date(parts.clock.stamp().at).toISOString(), reason, payload }),
    hear: (event) => hearPublisher(event, parts, readerId),
    now: () => performance.now(),
    random: Math.random,
  });
  const tell = async (status: ReaderStatus) => {
    if (!up) return;
    const payload = JSON.stringify(status);
    limit.sent(publishPacketBytes(statusTopic(readerId), Buffer.byteLength(payload)), performance.now());
    const delivery = await connection.publish(statusTopic(readerId), payload, true);
    if (delivery.kind === 'acknowledged') troubles.clear(STATUS_REFUSED);
    if (delivery.kind === 'refused')
      troubles.raise({
        code: STATUS_REFUSED,
        message: `the broker refuses this reader's status: ${delivery.reason}`,
      });
  };
  return {
    wake: () => publisher.wake(),
    isUp: () => up,
    parked: parking.count,
    sentAgain: () => publisher.sentAgain,
    publishStatus: tell,
    end: async (goodbye) => {
      trouble.stop();
      await publisher.end(LAST_MESSAGES_MS);
      await Promise.race([
        tell(goodbye()),
        new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref()),
      ]);
      await connection.close(0);
    },
  };
}

function identityOf({ endpoint, port, ca, cert, key }: ReaderConfig) {
  return { host: endpoint, port, cert, key, ...(ca !== undefined && { ca }) };
}

function hearPublisher(event: PublisherEvent, { emit, troubles }: LinkParts, readerId: string): void {
  switch (event.kind) {
    case 'published':
      emit({ event: 'published', upTo: event.upTo });
      return;
    case 'parked': {
      const { seq, bootId, reason } = event;
      emit({
        event: 'refused',
        code: 'parked',
        seq,
        scanId: scanIdOf(readerId, bootId, seq),
        message: reason,
      });
      troubles.raise({
        code: 'scan-parked',
        message: `the broker does not take a scan: ${reason}; it lies in parked.jsonl`,
      });
      return;
    }
    case 'stopped': {
      const message = `the broker takes no scan of this reader: ${event.reason}; nothing is dropped, it is tried again every minute`;
      troubles.raise({ code: SCANS_REFUSED, message });
      return;
    }
    case 'going':
      troubles.clear(SCANS_REFUSED);
  }
}

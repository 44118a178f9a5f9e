import type { mqtt5 } from 'aws-iot-device-sdk-v2';
import type { ReaderClock } from '../clock/reader-clock';
import type { TimeNotes } from '../clock/time-notes';
import type { LinkConfig } from '../config/reader-config';
import type { LinkEvent } from '../publish/link-watch';
import { publishPacketBytes } from '../publish/packet-size';
import { openParking, type Parking } from '../publish/parking';
import { Publisher, type PublisherEvent } from '../publish/publisher';
import { type RateLimit, rateLimit } from '../publish/rate-limit';
import { openReaderConnection, type ReaderConnection } from '../publish/reader-connection';
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

/** A reader's connection and what goes over it. */
type Link = {
  readonly connection: ReaderConnection;
  readonly publisher: Publisher;
  readonly limit: RateLimit;
  readonly statusTopic: string;
  readonly troubles: Troubles;
  up: boolean;
};

/** Connects, and publishes the spool's scans whenever connected. */
export function openBrokerLink(config: LinkConfig, parts: LinkParts): BrokerLink {
  const { readerId } = config;
  const { troubles, log } = parts;
  const limit = rateLimit();
  const parking = openParking(nodeFiles, config.spoolDir);
  const identity = { ...identityOf(config), clientId: readerId };
  const trouble = linkTroubles({ identity, troubles, log, now: () => performance.now() });
  const connection = openReaderConnection({
    ...identity,
    will: { topic: statusTopic(readerId), payload: willOf(parts.version) },
    // What is over the limits waits here, where it does not count as on its way.
    unlimitedRate: true,
    hear: (event) => {
      trouble.hear(event);
      hearConnection(link, event, parts.onUp);
    },
    ...(parts.onClient && { onClient: parts.onClient }),
  });
  const publisher = openPublisher(config, parts, { connection, limit, parking });
  const link: Link = {
    connection,
    publisher,
    limit,
    statusTopic: statusTopic(readerId),
    troubles,
    up: false,
  };
  return {
    wake: () => publisher.wake(),
    isUp: () => link.up,
    parked: parking.count,
    sentAgain: () => publisher.sentAgain,
    publishStatus: (status) => publishStatus(link, status),
    end: async (goodbye) => {
      trouble.stop();
      await endLink(link, goodbye);
    },
  };
}

function openPublisher(
  { readerId, basicIngestRule: rule }: LinkConfig,
  parts: LinkParts,
  { connection, limit, parking }: Pick<Link, 'connection' | 'limit'> & { readonly parking: Parking },
): Publisher {
  return new Publisher({
    spool: parts.spool,
    notes: parts.notes,
    readerId,
    topic: rule === undefined ? scanTopic(readerId) : `$aws/rules/${rule}/${scanTopic(readerId)}`,
    bootId: parts.clock.bootId,
    publish: (to, payload) => connection.publish(to, payload),
    limit,
    park: (payload, reason) =>
      parking.park({ at: new Date(parts.clock.stamp().at).toISOString(), reason, payload }),
    hear: (event) => hearPublisher(event, parts, readerId),
    now: () => performance.now(),
    random: Math.random,
  });
}

function hearConnection(link: Link, event: LinkEvent, onUp: () => void = () => undefined): void {
  if (event.kind === 'up') {
    link.up = true;
    link.publisher.linkUp(event.maxPacketBytes);
    onUp();
  } else if (event.kind === 'down') {
    link.up = false;
    link.publisher.linkDown(event.code);
  }
}

async function publishStatus(
  { connection, limit, troubles, ...link }: Link,
  status: ReaderStatus,
): Promise<void> {
  if (!link.up) return;
  const payload = JSON.stringify(status);
  limit.sent(publishPacketBytes(link.statusTopic, Buffer.byteLength(payload)), performance.now());
  const delivery = await connection.publish(link.statusTopic, payload, true);
  if (delivery.kind === 'acknowledged') troubles.clear(STATUS_REFUSED);
  if (delivery.kind === 'refused')
    troubles.raise({
      code: STATUS_REFUSED,
      message: `the broker refuses this reader's status: ${delivery.reason}`,
    });
}

async function endLink(link: Link, goodbye: () => ReaderStatus): Promise<void> {
  await link.publisher.end(LAST_MESSAGES_MS);
  await Promise.race([
    publishStatus(link, goodbye()),
    new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref()),
  ]);
  await link.connection.close(0);
}

function identityOf({ endpoint, port, ca, cert, key }: LinkConfig) {
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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, startBroker } from '../../../local-aws/src/mqtt/broker';
import {
  issueClientCertificate,
  openCertificateAuthority,
} from '../../../local-aws/src/mqtt/certificate-authority';
import { maySubscribe, refusalOfPublish } from '../../../stack/reader-permissions';
import type { ArrivedMessage, TestBroker } from './test-broker';

export type LocalBroker = TestBroker & {
  /** Runs before a message is acknowledged; a rejection breaks the connection off. */
  beforeAccept: (message: ArrivedMessage) => Promise<void>;
};

/** The local stack's own broker. */
export async function startLocalBroker(): Promise<LocalBroker> {
  const dir = mkdtempSync(join(tmpdir(), 'shelflog-local-broker-'));
  const certificates = await openCertificateAuthority(dir);
  const arrived: ArrivedMessage[] = [];
  let running: Broker | undefined;
  let port = 0;
  const broker: LocalBroker = {
    get port() {
      return port;
    },
    arrived,
    beforeAccept: async () => undefined,
    filesOf: (readerId) => issueClientCertificate(dir, readerId),
    start: async () => {
      running = await startBroker({
        certificates,
        port,
        portIsWish: false,
        permissions: { maySubscribe, refusalOfPublish },
        accept: async ({ topic, payload }) => {
          const message = { topic, payload: payload.toString() };
          await broker.beforeAccept(message);
          arrived.push(message);
        },
        retained: { save: async () => undefined, all: async () => [] },
        observe: () => undefined,
      });
      port = running.port;
    },
    stop: async () => {
      await running?.close();
      running = undefined;
    },
    close: async () => {
      await broker.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

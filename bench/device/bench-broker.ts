import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker } from '../../local-aws/src/mqtt/broker';
import {
  issueClientCertificate,
  openCertificateAuthority,
} from '../../local-aws/src/mqtt/certificate-authority';
import { maySubscribe, refusalOfPublish } from '../../stack/reader-permissions';

export type Arrival = { readonly atMs: number; readonly topic: string; readonly payload: Buffer };

/** The local stack's broker alone, with a folder for readers beside it. */
export async function benchBroker(take: (arrival: Arrival) => void) {
  const dir = mkdtempSync(join(tmpdir(), 'shelflog-bench-device-'));
  const broker = await startBroker({
    certificates: await openCertificateAuthority(dir),
    port: 0,
    portIsWish: false,
    permissions: { maySubscribe, refusalOfPublish },
    accept: async ({ topic, payload }) => take({ atMs: performance.now(), topic, payload }),
    retained: { save: async () => undefined, all: async () => [] },
    observe: () => undefined,
  });
  return {
    dir,
    port: broker.port,
    filesOf: (readerId: string) => issueClientCertificate(dir, readerId),
    close: async () => {
      await broker.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

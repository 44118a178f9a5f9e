import { setTimeout as sleep } from 'node:timers/promises';
import { openReaderConnection, type ReaderConnection } from '../../../device/src/publish/reader-connection';
import { issueClientCertificate } from '../../../local-aws/src/mqtt/certificate-authority';
import { type LocalStackFile, readLocalFile } from '../../../ops/lib/local-file';
import type { ScenarioScan } from '../scenario';

export type Published = { readonly acknowledged: number; readonly sentAgain: number };

type Sending = {
  readonly localFile: string;
  readonly readerId: string;
  readonly scans: readonly ScenarioScan[];
  readonly perSecond: number;
};

/** Sends a reader's scans through a real client as evenly as the stack lets it, each again until its PUBACK
 *  has come, whatever happens to the stack meanwhile. */
export async function publishThroughChaos(sending: Sending): Promise<Published> {
  const { scans, perSecond, readerId, localFile } = sending;
  const startedAt = Date.now();
  let sentAgain = 0;
  let link: { readonly stack: LocalStackFile; readonly connection: ReaderConnection } | undefined;
  for (const [n, { message }] of scans.entries()) {
    await sleep(Math.max(0, startedAt + (n * 1000) / perSecond - Date.now()));
    for (let tries = 1; ; tries += 1) {
      const stack = await running(localFile);
      if (link?.stack.pid !== stack.pid) {
        await link?.connection.close();
        link = { stack, connection: await connect(stack, readerId) };
      }
      const topic = `shelflog/readers/${readerId}/scans`;
      const delivery = await Promise.race([
        link.connection.publish(topic, JSON.stringify(message)),
        sleep(3_000, { kind: 'unsent', reason: 'no answer within 3 s' } as const),
      ]);
      if (delivery.kind === 'acknowledged') break;
      if (delivery.kind === 'refused') throw new Error(`${message.scanId} was refused: ${delivery.reason}`);
      if (tries > 600) throw new Error(`${message.scanId} could not be sent: ${delivery.reason}`);
      sentAgain += 1;
      await sleep(200);
    }
  }
  await link?.connection.close();
  return { acknowledged: scans.length, sentAgain };
}

/** The stack that runs now, or the next one that does. */
async function running(localFile: string): Promise<LocalStackFile> {
  for (let waited = 0; waited < 120_000; waited += 100) {
    const stack = await readLocalFile(localFile).catch(() => undefined);
    if (stack !== undefined) return stack;
    await sleep(100);
  }
  throw new Error('No stack has come up for two minutes.');
}

async function connect({ mqtt, dataDir }: LocalStackFile, clientId: string): Promise<ReaderConnection> {
  const certificate = await issueClientCertificate(dataDir, clientId);
  const { host, port } = mqtt;
  return openReaderConnection({ host, port, clientId, ...certificate, unlimitedRate: true });
}

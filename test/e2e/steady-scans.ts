import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { issueClientCertificate } from '../../local-aws/src/mqtt/certificate-authority';
import { localFileIn, readLocalFile } from '../../ops/lib/local-file';

export type SteadyScan = { readonly tagId: string; readonly mode: 'checkout' | 'toggle' };

const READER = 'steady-1';

/** Sends scans through a real MQTT client at an even rate until it is stopped, which answers what was sent.
 *  Errors: throws at stop if the broker refused any. */
export async function startSteadyScans(folder: string, perSecond: number, nth: (n: number) => SteadyScan) {
  const stack = await readLocalFile(localFileIn(folder));
  if (stack === undefined) throw new Error('No stack runs.');
  const { host, port } = stack.mqtt;
  const certificate = await issueClientCertificate(stack.dataDir, READER);
  const client = await connectAsync(`mqtts://${host}:${port}`, {
    clientId: READER,
    protocolVersion: 5,
    ca: readFileSync(certificate.ca),
    cert: readFileSync(certificate.cert),
    key: readFileSync(certificate.key),
  });
  const sent: SteadyScan[] = [];
  const deliveries: Promise<unknown>[] = [];
  let running = true;
  const startedAt = Date.now();
  let lastAt = startedAt;
  const sending = (async () => {
    for (let n = 0; running; n += 1) {
      const scan = nth(n);
      await sleep(Math.max(0, startedAt + (n * 1000) / perSecond - Date.now()));
      lastAt = Date.now();
      // Counted before it is on its way: no count may be ahead of this.
      sent.push(scan);
      const message = { scanId: `steady-${n}`, scannedAt: new Date().toISOString(), ...scan };
      const topic = `shelflog/readers/${READER}/scans`;
      deliveries.push(client.publishAsync(topic, JSON.stringify(message), { qos: 1 }));
    }
  })();
  return {
    sent,
    async stop() {
      running = false;
      await sending;
      await Promise.all(deliveries);
      await client.endAsync();
      return { perSecond: (sent.length * 1000) / (lastAt - startedAt) };
    },
  };
}

/** Does this again and again until it is stopped, which answers how often it was done.
 *  Errors: throws at stop what the work threw. */
export function again(work: () => Promise<void>, pauseMs = 100) {
  let running = true;
  const doing = (async () => {
    let times = 0;
    for (; running; times += 1) {
      await work();
      await sleep(pauseMs);
    }
    return times;
  })();
  // Looked at when it is stopped; until then the fault waits.
  doing.catch(() => undefined);
  return {
    stop: () => {
      running = false;
      return doing;
    },
  };
}

/** Fails when a figure is less than it was. */
export function neverLess(name: string) {
  let last = 0;
  return (value: number) => {
    if (value < last) throw new Error(`${name} was ${last} and is ${value}.`);
    last = value;
  };
}

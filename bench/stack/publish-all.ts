import type { ReaderConnection } from '../../device/src/publish/reader-connection';
import { benchScans } from '../append/bench-scan';

const IN_FLIGHT = 100;
const COPIES = 2_000;

/** Sends so many scans of 2,000 tags, a hundred on their way at a time; resolves when each is acknowledged. */
export async function publishAll(connection: ReaderConnection, readerId: string, count: number) {
  const scans = benchScans(COPIES, Math.ceil(count / COPIES)).slice(0, count);
  const topic = `shelflog/readers/${readerId}/scans`;
  const now = Date.now();
  const waiting = [...scans.entries()];
  const sendOn = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [n, { readerId: _, ...scan }] = next;
      const message = {
        ...scan,
        scanId: `${readerId}-${scan.scanId}`,
        scannedAt: new Date(now - (count - n) * 7).toISOString(),
      };
      const delivery = await connection.publish(topic, JSON.stringify(message));
      if (delivery.kind !== 'acknowledged') throw new Error(`Not acknowledged: ${delivery.reason}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendOn));
}

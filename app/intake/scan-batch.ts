import { z } from 'zod';
import { BUS } from '../../contract/bus';
import { scanSchema } from '../events/event-schema';
import type { MqttMessage, ParsedMessage } from './scan-message';

/** The detail of a bus event: good scans of one MQTT message, or some of them where they do not fit one. */
export const scanBatchSchema = z.object({
  topic: z.string(),
  clientId: z.string(),
  receivedAt: z.string(),
  readerId: z.string().min(1),
  channel: z.literal('mqtt'),
  /** The latest scannedAt of the whole message's good scans. */
  lastScannedAt: z.string(),
  scans: z.array(scanSchema.omit({ readerId: true }).extend({ scannedAt: z.string() })).min(1),
  /** The message as it came, base64, where it held this one scan only and fits. */
  raw: z.string().exactOptional(),
});
export type ScanBatch = z.infer<typeof scanBatchSchema>;

/** The message's good scans as bus events that each fit the bus. None for a message without good scans. */
export function toScanBatches(message: MqttMessage, parsed: ParsedMessage): ScanBatch[] {
  const { topic, clientId, receivedAt } = message;
  const { readerId, scans } = parsed;
  const lastScannedAt = scans
    .map(({ scannedAt }) => scannedAt)
    .sort()
    .at(-1);
  if (lastScannedAt === undefined) return [];
  const about = { topic, clientId, receivedAt, readerId, channel: 'mqtt' as const, lastScannedAt };
  const batches = packed(scans, BUS.maxDetailBytes - sizeOf({ ...about, scans: [] })).map((some) => ({
    ...about,
    scans: some,
  }));
  const [only] = batches;
  if (only === undefined || parsed.scanCount > 1) return batches;
  const withRaw = { ...only, raw: Buffer.from(message.payload).toString('base64') };
  return sizeOf(withRaw) <= BUS.maxDetailBytes ? [withRaw] : [only];
}

/** In their order, as many together as fit. */
function packed<Scan>(scans: readonly Scan[], maxBytes: number): Scan[][] {
  const packs: Scan[][] = [];
  let room = 0;
  for (const scan of scans) {
    const size = sizeOf(scan) + 1;
    const last = packs.at(-1);
    if (last && size <= room) last.push(scan);
    else packs.push([scan]);
    room = (last && size <= room ? room : maxBytes) - size;
  }
  return packs;
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

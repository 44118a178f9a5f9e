import { z } from 'zod';
import { BUS } from '../../contract/bus';
import { type Appended, type AppendPorts, appendScans } from './append-scans';
import { type ScanBatch, scanBatchSchema } from './scan-batch';

/** A message of the queue: an event of the bus as JSON. */
export type QueuedMessage = { readonly id: string; readonly body: string };

export type AppendedMessages = Appended & {
  /** The messages to be delivered again, each with what it failed on. */
  readonly failed: readonly { readonly id: string; readonly error: unknown }[];
};

const busEvent = z.object({
  source: z.literal(BUS.source),
  'detail-type': z.literal(BUS.scansReceived),
  detail: scanBatchSchema,
});

/** Records the scans of all messages together. Where that fails, each message is tried by itself, so that
 *  only those fail that cannot be done. Never throws; doing a message twice changes nothing. */
export async function appendMessages(
  ports: AppendPorts,
  messages: readonly QueuedMessage[],
): Promise<AppendedMessages> {
  const read = messages.map(({ id, body }) => ({ id, ...readBatch(body) }));
  const unreadable = read.flatMap((one) => ('error' in one ? [one] : []));
  const readable = read.flatMap((one) => ('batch' in one ? [one] : []));
  const together = await attempt(
    ports,
    readable.map(({ batch }) => batch),
  );
  if ('appended' in together) return { ...together.appended, failed: unreadable };
  const [only] = readable;
  if (only && readable.length === 1) {
    return { ...NOTHING, failed: [...unreadable, { id: only.id, error: together.error }] };
  }
  return eachAlone(ports, readable, unreadable);
}

async function eachAlone(
  ports: AppendPorts,
  messages: readonly { readonly id: string; readonly batch: ScanBatch }[],
  unreadable: AppendedMessages['failed'],
): Promise<AppendedMessages> {
  const failed = [...unreadable];
  let sum = NOTHING;
  for (const { id, batch } of messages) {
    const alone = await attempt(ports, [batch]);
    if ('error' in alone) failed.push({ id, error: alone.error });
    else sum = added(sum, alone.appended);
  }
  return { ...sum, failed };
}

type AppendResult = { readonly appended: Appended } | { readonly error: unknown };

async function attempt(ports: AppendPorts, batches: readonly ScanBatch[]): Promise<AppendResult> {
  try {
    return { appended: await appendScans(ports, batches) };
  } catch (error) {
    return { error };
  }
}

function readBatch(body: string): { readonly batch: ScanBatch } | { readonly error: unknown } {
  try {
    return { batch: busEvent.parse(JSON.parse(body)).detail };
  } catch (error) {
    return { error };
  }
}

const NOTHING: Appended = { recorded: 0, known: 0, conflicts: 0 };

const added = (a: Appended, b: Appended): Appended => ({
  recorded: a.recorded + b.recorded,
  known: a.known + b.known,
  conflicts: a.conflicts + b.conflicts,
});

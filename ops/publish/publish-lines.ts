import { MAX_MESSAGE_BYTES } from '../../contract/topics';
import type { Delivery, ReaderConnection } from '../../device/src/publish/reader-connection';
import { WorkFailed } from '../lib/failure';
import type { NumberedLine } from '../lib/lines-of';

export type RefusedLine = { readonly line: number; readonly reason: string };

export type PublishTotals = {
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: readonly RefusedLine[];
};

export type PublishOptions = {
  readonly connection: ReaderConnection;
  readonly topic: string;
  /** Messages on their way at a time. */
  readonly window: number;
  readonly onProgress: (answered: number) => void;
  readonly signal: AbortSignal;
};

const RECONNECT_MS = 30_000;
const ATTEMPTS = 5;

/** Sends each line as one message, QoS 1, and waits for every answer. A message without an answer goes out
 *  again when the connection is back: the same scan twice counts once.
 *  Errors: WorkFailed when the broker stays away, or when one message is never answered. */
export async function publishLines(
  lines: AsyncIterable<NumberedLine>,
  options: PublishOptions,
): Promise<PublishTotals> {
  const { window, onProgress, signal } = options;
  const onTheirWay = new Set<Promise<void>>();
  const refused: RefusedLine[] = [];
  const totals = { sent: 0, acknowledged: 0, answered: 0 };
  let fault: unknown;
  const send = async (line: NumberedLine) => {
    const delivery = await deliver(line, options);
    totals.answered += 1;
    if (delivery.kind === 'acknowledged') totals.acknowledged += 1;
    else refused.push({ line: line.line, reason: delivery.reason });
    onProgress(totals.answered);
  };
  for await (const line of lines) {
    // A message that is too large costs the connection, and with it every message on its way.
    const alone = line.bytes.length > MAX_MESSAGE_BYTES;
    while (onTheirWay.size >= (alone ? 1 : window)) await Promise.race(onTheirWay);
    signal.throwIfAborted();
    if (fault !== undefined) break;
    totals.sent += 1;
    const sending = send(line)
      .catch((error: unknown) => {
        fault ??= error;
      })
      .finally(() => onTheirWay.delete(sending));
    onTheirWay.add(sending);
    if (alone) await sending;
  }
  await Promise.all(onTheirWay);
  if (fault !== undefined) throw fault;
  refused.sort((a, b) => a.line - b.line);
  return { sent: totals.sent, acknowledged: totals.acknowledged, refused };
}

async function deliver(
  { line, bytes }: NumberedLine,
  { connection, topic, signal }: PublishOptions,
): Promise<Exclude<Delivery, { kind: 'unsent' }>> {
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    signal.throwIfAborted();
    await connection.connected(RECONNECT_MS).catch((error: unknown) => {
      throw new WorkFailed(`Line ${line} could not be sent: no connection for 30 s: ${String(error)}`);
    });
    const delivery = await connection.publish(topic, bytes);
    if (delivery.kind === 'acknowledged') return delivery;
    reason = delivery.reason;
    if (bytes.length > MAX_MESSAGE_BYTES) {
      const size = `${bytes.length} bytes are more than the ${MAX_MESSAGE_BYTES} of a message`;
      return { kind: 'refused', reason: `${size} (${reason})` };
    }
    if (delivery.kind === 'refused') return delivery;
  }
  throw new WorkFailed(`Line ${line} was not answered in ${ATTEMPTS} attempts: ${reason}`);
}

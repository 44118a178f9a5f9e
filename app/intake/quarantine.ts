import { z } from 'zod';
import { QUARANTINE_PREFIXES } from '../../contract/names';
import { sha256 } from '../events/event-digest';
import type { Fault, MqttMessage } from './scan-message';

/** One message that was not recorded, or not whole, kept until a person has looked at it.
 *  The stored format of quarantine objects: add, never rename. */
export const quarantinedSchema = z.object({
  version: z.literal(1),
  /** `input`: the message breaks the rules. `conflict`: a scan came again with other content. */
  kind: z.enum(['input', 'conflict']),
  topic: z.string(),
  clientId: z.string(),
  receivedAt: z.string(),
  /** By place: `message`, `scan`, or `scans[3]` of a batch. */
  faults: z.array(z.object({ place: z.string(), reasons: z.array(z.string()) })),
  /** The bytes as they came, base64. Of a conflict in a batch, the one scan as JSON. */
  payload: z.string(),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;

/** Where what was refused is kept. Putting the same again changes nothing: the first stays. */
export type Quarantine = {
  put(key: string, object: Quarantined): Promise<'stored' | 'already-there'>;
};

/** Named by topic, client and bytes, so that a message that comes again adds nothing. */
export function quarantineKey({
  topic,
  clientId,
  payload,
}: Pick<MqttMessage, 'topic' | 'clientId' | 'payload'>) {
  // JSON text holds no line feed of its own, so no two messages give the same bytes to the hash.
  const name = sha256(`${JSON.stringify([topic, clientId])}\n`, payload);
  return `${QUARANTINE_PREFIXES.badInput}${name}.json`;
}

/** Keeps a message with every reason against it. */
export async function quarantineMessage(
  quarantine: Quarantine,
  message: MqttMessage,
  kind: Quarantined['kind'],
  faults: readonly Fault[],
): Promise<{ readonly key: string; readonly result: 'stored' | 'already-there' }> {
  const { topic, clientId, receivedAt, payload } = message;
  const key = quarantineKey(message);
  const result = await quarantine.put(key, {
    version: 1,
    kind,
    topic,
    clientId,
    receivedAt,
    faults: faults.map(({ place, reasons }) => ({ place, reasons: [...reasons] })),
    payload: Buffer.from(payload).toString('base64'),
  });
  return { key, result };
}

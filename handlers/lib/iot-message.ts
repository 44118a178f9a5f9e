import { z } from 'zod';
import type { MqttMessage } from '../../app/intake/scan-message';

/** What the topic rules select; contract/topics.ts. */
const selected = z.object({
  payload: z.base64(),
  topic: z.string(),
  /** Absent where IoT Core has no value for it. */
  clientId: z.string().default('n/a'),
  /** Epoch milliseconds. */
  receivedAt: z.number(),
});

/** The MQTT message in an invocation by a topic rule.
 *  Errors: throws for an event that no topic rule of ours sends. */
export function toMqttMessage(event: unknown): MqttMessage {
  const { payload, topic, clientId, receivedAt } = selected.parse(event);
  return {
    topic,
    clientId,
    receivedAt: new Date(receivedAt).toISOString(),
    payload: Buffer.from(payload, 'base64'),
  };
}

import { mqtt5 } from 'aws-iot-device-sdk-v2';

/** What became of a message. `refused`: the broker, or the client before it, answered no; `code` is MQTT's.
 *  `unsent`: no answer came; the broker may have it or not, so send it again. */
export type Delivery =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly reason: string; readonly code?: number }
  | { readonly kind: 'unsent'; readonly reason: string };

/** What to do about a delivery. `park`: this message will never be taken. `stop`: none will. */
export type Consequence = 'done' | 'again' | 'park' | 'stop';

export const FIRST_FAILURE_CODE = 128;

const { PubackReasonCode } = mqtt5;
/** What the broker may answer otherwise a moment later. */
const AGAIN: readonly number[] = [
  PubackReasonCode.UnspecifiedError,
  PubackReasonCode.ImplementationSpecificError,
  PubackReasonCode.PacketIdentifierInUse,
  PubackReasonCode.QuotaExceeded,
];
/** What is said of reader and topic, not of the message: parking all that follows would help nobody. */
const STOP: readonly number[] = [PubackReasonCode.NotAuthorized, PubackReasonCode.TopicNameInvalid];

export function consequenceOf(delivery: Delivery): Consequence {
  if (delivery.kind === 'acknowledged') return 'done';
  if (delivery.kind === 'unsent') return 'again';
  const { code } = delivery;
  if (code === undefined) return 'park';
  if (AGAIN.includes(code)) return 'again';
  return STOP.includes(code) ? 'stop' : 'park';
}

/** A PUBACK that says no resolves like one that says yes. */
export function toDelivery(result: mqtt5.PublishCompletionResult): Delivery {
  if (result === undefined || result.reasonCode < FIRST_FAILURE_CODE) return { kind: 'acknowledged' };
  const { reasonCode: code, reasonString } = result;
  return { kind: 'refused', code, reason: reasonString ?? PubackReasonCode[code] ?? `code ${code}` };
}

/** The SDK rejects with texts, not with Errors. */
export function toFailure(error: unknown, linkReason: string): Delivery {
  const text = String(error);
  if (text.includes('_VALIDATION') || text.includes('EXCEEDS_MAXIMUM_PACKET_SIZE')) {
    return { kind: 'refused', reason: text };
  }
  const lostLink = text.includes('OFFLINE_QUEUE_POLICY');
  return { kind: 'unsent', reason: lostLink ? `connection lost: ${linkReason}` : text };
}

import { z } from 'zod';
import { TOPICS } from '../../contract/topics';
import { type ReaderFacts, readerFacts } from './reader-facts';
import { decode, type Fault, type MqttMessage, readerFaults, readerInTopic } from './scan-message';
import { isObject, reasonsOf } from './scan-message-fields';

/** What a reader says of itself, or its last will of it. */
export type ReaderStatus = { readonly state: 'online' | 'offline' } & ReaderFacts;

export type ParsedStatus =
  | { readonly readerId: string; readonly status: ReaderStatus }
  | { readonly faults: readonly Fault[] };

const fields = readerFacts.extend({
  state: z.enum(['online', 'offline'], { error: 'must be online or offline' }),
});

export const isStatusTopic = (topic: string) => readerInTopic(TOPICS.readerStatus, topic) !== undefined;

/** Reads a message from a reader's status topic. Fields that we do not know are passed over: a status is
 *  no fact. */
export function parseStatusMessage({ topic, clientId, payload }: MqttMessage): ParsedStatus {
  const readerId = readerInTopic(TOPICS.readerStatus, topic) ?? '';
  const content = decode(payload);
  const parsed =
    'value' in content && isObject(content.value) ? fields.safeParse(withoutNulls(content.value)) : undefined;
  const reasons = [
    ...readerFaults(readerId, clientId),
    ...('reason' in content ? [content.reason] : []),
    ...('value' in content && parsed === undefined ? ['is no JSON object'] : []),
    ...(parsed?.error ? reasonsOf(parsed.error) : []),
  ];
  if (!parsed?.success || reasons.length > 0) return { faults: [{ place: 'message', reasons }] };
  return { readerId, status: parsed.data };
}

/** A field that is null counts as absent. */
const withoutNulls = (told: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));

import { z } from 'zod';
import { TOPICS } from '../../contract/topics';
import { decode, type Fault, type MqttMessage, readerFaults, readerInTopic } from './scan-message';
import { isObject, reasonsOf } from './scan-message-fields';
import { unkeepable } from './scan-message-keepable';
import { instantOfRfc3339 } from './scan-message-time';

/** What a reader says of itself, or its last will of it. */
export type ReaderStatus = {
  readonly state: 'online' | 'offline';
  /** By the reader's own clock. */
  readonly at?: string;
  readonly spoolDepth?: number;
  readonly version?: string;
};

export type ParsedStatus =
  | { readonly readerId: string; readonly status: ReaderStatus }
  | { readonly faults: readonly Fault[] };

const AT = 'must be an RFC 3339 time with an offset or Z';
const VERSION = 'must be text of at most 256 characters';

const fields = z.object({
  state: z.enum(['online', 'offline'], { error: 'must be online or offline' }),
  at: z
    .string({ error: AT })
    .refine((value) => instantOfRfc3339(value) !== undefined, { error: AT })
    .nullish(),
  spoolDepth: z
    .custom<number>((value) => Number.isSafeInteger(value) && Number(value) >= 0, 'must be a count')
    .nullish(),
  version: z
    .string({ error: VERSION })
    .max(256, { error: VERSION })
    .refine((value) => unkeepable(value) === undefined, {
      error: 'holds half a character (a lone surrogate)',
    })
    .nullish(),
});

export const isStatusTopic = (topic: string) => readerInTopic(TOPICS.readerStatus, topic) !== undefined;

/** Reads a message from a reader's status topic. Fields that we do not know are passed over: a status is
 *  no fact. */
export function parseStatusMessage({ topic, clientId, payload }: MqttMessage): ParsedStatus {
  const readerId = readerInTopic(TOPICS.readerStatus, topic) ?? '';
  const content = decode(payload);
  const parsed = 'value' in content && isObject(content.value) ? fields.safeParse(content.value) : undefined;
  const reasons = [
    ...readerFaults(readerId, clientId),
    ...('reason' in content ? [content.reason] : []),
    ...('value' in content && parsed === undefined ? ['is no JSON object'] : []),
    ...(parsed?.error ? reasonsOf(parsed.error) : []),
  ];
  if (!parsed?.success || reasons.length > 0) return { faults: [{ place: 'message', reasons }] };
  const { state, at, spoolDepth, version } = parsed.data;
  const instant = at == null ? undefined : instantOfRfc3339(at);
  return {
    readerId,
    status: {
      state,
      ...(instant !== undefined && { at: instant }),
      ...(spoolDepth != null && { spoolDepth }),
      ...(version != null && { version }),
    },
  };
}

import type { EventSource } from '../../domain/envelope';
import type { LibraryEvent } from '../../domain/events';
import type { EventLog } from '../events/event-log';
import type { Clock } from '../lib/clock';

/** Who gives a command, under which idempotency key, and what it works with. */
export type CommandContext = {
  readonly log: EventLog;
  readonly now: Clock;
  readonly user: string;
  readonly key?: string | undefined;
  /** A new id, unlike any before. */
  readonly newId: () => string;
};

/** Why a command is refused: nothing was recorded. `conflict` alone may go another way when tried again. */
export const REJECTIONS = [
  'unknown-book',
  'book-exists',
  'tag-assigned',
  'unknown-tag',
  'tag-not-assigned',
  'tag-retired',
  'scanned-at-out-of-range',
  'unknown-scan',
  'already-voided',
  'idempotency-key-reused',
  'conflict',
] as const;
export type RejectionCode = (typeof REJECTIONS)[number];
export type Rejection = { readonly ok: false; readonly code: RejectionCode; readonly detail: string };

/** What a command came to. The same command under the same key comes to the same. */
export type Decided<Answer> = { readonly ok: true; readonly answer: Answer } | Rejection;

export const accept = <Answer>(answer: Answer): Decided<Answer> => ({ ok: true, answer });
export const reject = (code: RejectionCode, detail: string): Rejection => ({ ok: false, code, detail });

export const sourceOf = ({ user, key }: CommandContext): EventSource => ({
  channel: 'api',
  by: user,
  ...(key !== undefined && { key }),
});

/** So long a key stands for its command: more than the day for which a client may repeat it. */
export const KEY_LIFE_MS = 25 * 3_600_000;

/** Whether an event was recorded for this very command, by an attempt whose answer was lost. */
export const isOwn = ({ source, recordedAt }: LibraryEvent, { user, key, now }: CommandContext) =>
  key !== undefined &&
  source.channel === 'api' &&
  source.by === user &&
  source.key === key &&
  Date.parse(now()) - Date.parse(recordedAt) < KEY_LIFE_MS;

/** The event that an earlier attempt of this very command recorded. */
export const findOwn = <Type extends LibraryEvent['type']>(
  events: readonly LibraryEvent[],
  type: Type,
  context: CommandContext,
) =>
  events.find(
    (event): event is Extract<LibraryEvent, { readonly type: Type }> =>
      event.type === type && isOwn(event, context),
  );

/** What every event of a command has in common. */
export const recordedNow = (context: CommandContext, recordedAt: string) =>
  ({
    schemaVersion: 1,
    effectiveAt: recordedAt,
    occurredAt: recordedAt,
    recordedAt,
    clockSuspect: false,
    source: sourceOf(context),
  }) as const;

/** Where an event was put and when. */
export type Receipt = Pick<LibraryEvent, 'eventId' | 'effectiveAt' | 'recordedAt'>;
export const receiptOf = ({ eventId, effectiveAt, recordedAt }: LibraryEvent): Receipt => ({
  eventId,
  effectiveAt,
  recordedAt,
});
export const withReceipt = <E extends LibraryEvent>(event: E): E['data'] & Receipt => ({
  ...event.data,
  ...receiptOf(event),
});

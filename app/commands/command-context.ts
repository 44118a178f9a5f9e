import { type CommandMeta, REJECTIONS } from '../../domain/decision';
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

/** Why a command was not carried out. `conflict` alone may go another way when tried again. */
export const REFUSALS = [...REJECTIONS, 'conflict'] as const;
export type RefusalCode = (typeof REFUSALS)[number];
export type Refusal = { readonly ok: false; readonly code: RefusalCode; readonly detail: string };

/** What a command came to. The same command under the same key comes to the same. */
export type Decided<Answer> = { readonly ok: true; readonly answer: Answer } | Refusal;

export const accept = <Answer>(answer: Answer): Decided<Answer> => ({ ok: true, answer });
export const refuse = (code: RefusalCode, detail: string): Refusal => ({ ok: false, code, detail });

export const metaOf = ({ user, key, now }: CommandContext): CommandMeta => ({
  source: { channel: 'api', by: user, ...(key !== undefined && { key }) },
  now: now(),
});

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

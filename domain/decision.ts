import type { EventSource } from './envelope';
import type { LibraryEvent } from './events';

/** Who gives a command, under which idempotency key, and when: all that a decision needs beside history. */
export type CommandMeta = { readonly source: EventSource; readonly now: string };

/** Why a command is refused: nothing is recorded. */
export const REJECTIONS = [
  'unknown-book',
  'book-exists',
  'book-withdrawn',
  'book-has-copies',
  'tag-assigned',
  'assigned-at-out-of-range',
  'unknown-tag',
  'tag-not-assigned',
  'tag-retired',
  'scanned-at-out-of-range',
  'unknown-scan',
  'already-voided',
  'not-voided',
  'idempotency-key-reused',
] as const;
export type RejectionCode = (typeof REJECTIONS)[number];

export type Rejected<Code extends RejectionCode = RejectionCode> = {
  readonly kind: 'rejected';
  readonly code: Code;
  readonly detail: string;
};

/** An event to record; nothing, for history says so already, with the event of the same command if there is
 *  one; or a refusal. */
export type Decision<E extends LibraryEvent, Code extends RejectionCode = RejectionCode> =
  | { readonly kind: 'record'; readonly event: E }
  | { readonly kind: 'already'; readonly event?: E }
  | Rejected<Code>;

export const record = <E extends LibraryEvent>(event: E) => ({ kind: 'record', event }) as const;

export const rejected = <Code extends RejectionCode>(code: Code, detail: string): Rejected<Code> => ({
  kind: 'rejected',
  code,
  detail,
});

/** The events on which a decision stands. */
export type History = { readonly events: readonly LibraryEvent[] };

/** How one command is decided. Pure: the same history, command and meta give the same decision. */
export type Decider<Command, Past extends History, E extends LibraryEvent> = {
  readonly records: E['type'];
  /** Why the event cannot be this command's own, though it was recorded under its key. */
  readonly contradiction: (own: E, command: Command) => string | undefined;
  readonly decide: (past: Past, command: Command, meta: CommandMeta) => Decision<E>;
};

/** Another command was given under this key. */
export const keyReused = (how: string): Rejected =>
  rejected('idempotency-key-reused', `${how} Take a new key for each command.`);

/** Decides a command, unless an earlier attempt of this very command has recorded its event. */
export function decideOnce<Command, Past extends History, E extends LibraryEvent>(
  { records, contradiction, decide }: Decider<Command, Past, E>,
  past: Past,
  command: Command,
  meta: CommandMeta,
): Decision<E> {
  const isRecorded = (event: LibraryEvent): event is E => event.type === records;
  const own = past.events.filter(isRecorded).find((event) => isOwn(event, meta));
  if (own === undefined) return decide(past, command, meta);
  const reason = contradiction(own, command);
  return reason === undefined ? { kind: 'already', event: own } : keyReused(reason);
}

/** So long a key stands for its command: more than the day for which a client may repeat it. */
export const KEY_LIFE_MS = 25 * 3_600_000;

const isOwn = ({ source, recordedAt }: LibraryEvent, { source: { channel, by, key }, now }: CommandMeta) =>
  key !== undefined &&
  source.channel === channel &&
  source.by === by &&
  source.key === key &&
  Date.parse(now) - Date.parse(recordedAt) < KEY_LIFE_MS;

/** What every event of a command has in common. */
export const recordedNow = ({ source, now }: CommandMeta) =>
  ({
    schemaVersion: 1,
    effectiveAt: now,
    occurredAt: now,
    recordedAt: now,
    clockSuspect: false,
    source,
  }) as const;

/** Clocks of two invocations may differ by this much. */
const MAX_SKEW_MS = 5 * 60_000;

/** When a decision counts: when recorded, but after those that it was decided on, or it would read as if it
 *  had come before them. */
export function afterDecisions(decided: readonly LibraryEvent[], recordedAt: string): string {
  const now = Date.parse(recordedAt);
  const times = decided.map(({ effectiveAt }) => Date.parse(effectiveAt));
  const last = Math.max(...times.filter((at) => at - now <= MAX_SKEW_MS), 0);
  return last >= now ? new Date(last + 1).toISOString() : recordedAt;
}

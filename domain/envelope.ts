/** What every event carries. These names are the stored format for ever: add, never rename; another meaning is
 *  another type. Instants are RFC 3339 in UTC with milliseconds, so that their order is their text's order. */
export type Envelope<Type extends string, Data> = {
  readonly streamId: string;
  readonly eventId: string;
  readonly type: Type;
  readonly schemaVersion: 1;
  /** When it counts; fixed when first recorded. */
  readonly effectiveAt: string;
  /** When it happened by the clock of whoever saw it. */
  readonly occurredAt: string;
  /** When we wrote it down. */
  readonly recordedAt: string;
  readonly clockSuspect: boolean;
  readonly source: EventSource;
  readonly data: Data;
};

/** Where a fact came from: the channel, who answers for it, and the command's idempotency key. */
export type EventSource = {
  readonly channel: 'mqtt' | 'api' | 'import' | 'cli';
  readonly by: string;
  readonly key?: string;
};

/** The facts. These names and fields are the stored format for ever: add, never rename; another meaning is
 *  another type. Instants are RFC 3339 in UTC with milliseconds, so that their order is their text's order. */

export const SCAN_MODES = ['toggle', 'checkout', 'return', 'inventory'] as const;
export type ScanMode = (typeof SCAN_MODES)[number];

export const RETIREMENT_REASONS = ['lost', 'damaged', 'withdrawn'] as const;
export type RetirementReason = (typeof RETIREMENT_REASONS)[number];

/** Where a fact came from: the channel, who answers for it, and the command's idempotency key. */
export type EventSource = {
  readonly channel: 'mqtt' | 'api' | 'import' | 'cli';
  readonly by: string;
  readonly key?: string;
};

/** A reading of one tag by one reader, normalised. `extra` keeps the fields that we do not know. */
export type Scan = {
  readonly scanId: string;
  readonly tagId: string;
  readonly readerId: string;
  readonly mode: ScanMode;
  readonly text: string;
  readonly clockSynced?: boolean;
  readonly seq?: number;
  readonly bootId?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
};

type Fact<Type extends string, Payload> = {
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
  readonly data: Payload;
};

export type TagScanned = Fact<'TagScanned', Scan>;
export type TagAssigned = Fact<'TagAssigned', { readonly tagId: string; readonly bookId: string }>;
export type TagRetired = Fact<'TagRetired', { readonly tagId: string; readonly reason: RetirementReason }>;
export type ScanVoided = Fact<
  'ScanVoided',
  { readonly tagId: string; readonly scanId: string; readonly reason: string }
>;
export type BookDetails = { readonly name: string; readonly author: string; readonly isbn: string };
export type BookRegistered = Fact<'BookRegistered', { readonly bookId: string } & BookDetails>;
export type BookDetailsChanged = Fact<
  'BookDetailsChanged',
  { readonly bookId: string } & Partial<BookDetails>
>;

export type TagEvent = TagScanned | TagAssigned | TagRetired | ScanVoided;
export type BookEvent = BookRegistered | BookDetailsChanged;
export type LibraryEvent = TagEvent | BookEvent;

export const isBookEvent = (event: LibraryEvent): event is BookEvent =>
  event.type === 'BookRegistered' || event.type === 'BookDetailsChanged';

import type { Envelope } from '../envelope';

/** The facts about one tag. Names and fields are the stored format for ever: add, never rename. */

export const SCAN_MODES = ['toggle', 'checkout', 'return', 'inventory'] as const;
export type ScanMode = (typeof SCAN_MODES)[number];

export const RETIREMENT_REASONS = ['lost', 'damaged', 'withdrawn'] as const;
export type RetirementReason = (typeof RETIREMENT_REASONS)[number];

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
  /** Set where no more than the day is known: such a scan counts in no hour. */
  readonly precision?: 'day';
  /** The scan that the reader takes back with this one: a void of that scan is recorded as well. */
  readonly cancels?: string;
  /** Which of the machines behind the reader. */
  readonly terminal?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
};

export type TagScanned = Envelope<'TagScanned', Scan>;
export type TagAssigned = Envelope<'TagAssigned', { readonly tagId: string; readonly bookId: string }>;
export type TagRetired = Envelope<
  'TagRetired',
  { readonly tagId: string; readonly reason: RetirementReason }
>;
export type ScanVoided = Envelope<
  'ScanVoided',
  { readonly tagId: string; readonly scanId: string; readonly reason: string }
>;
/** Takes a void back. A scan is void while more voids than restorals name it, wherever these stand. */
export type ScanRestored = Envelope<
  'ScanRestored',
  { readonly tagId: string; readonly scanId: string; readonly reason: string }
>;
/** Whether people want to see the tag among the unknown ones. */
export type TagIgnored = Envelope<'TagIgnored', { readonly tagId: string; readonly ignored: boolean }>;

export type TagEvent = TagScanned | TagAssigned | TagRetired | ScanVoided | ScanRestored | TagIgnored;

/** Every type of a tag's events: what tells them from others. */
export const TAG_EVENT_TYPES = {
  TagScanned: 'TagScanned',
  TagAssigned: 'TagAssigned',
  TagRetired: 'TagRetired',
  ScanVoided: 'ScanVoided',
  ScanRestored: 'ScanRestored',
  TagIgnored: 'TagIgnored',
} as const satisfies { readonly [Type in TagEvent['type']]: Type };

/** The scan that an event is about without being it. */
export const scanNamedBy = ({ type, data }: TagEvent): string | undefined =>
  type !== TAG_EVENT_TYPES.TagScanned && 'scanId' in data ? data.scanId : undefined;

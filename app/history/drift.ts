import type { LibraryEvent } from '../../domain/events';
import type { Outcome } from '../../domain/tag/evolve';

/** An event behind a difference, as it reads now. */
export type BehindEvent = Pick<
  LibraryEvent,
  'streamId' | 'eventId' | 'type' | 'effectiveAt' | 'recordedAt'
> & {
  readonly outcome?: Outcome;
  /** What it meant by the rules that are served, where that differs. */
  readonly servedOutcome?: Outcome;
};

/** One row that is not what history says. */
export type Drift = {
  readonly table: 'events' | 'inventory' | 'stock' | 'analytics';
  /** For people: which row it is. */
  readonly row: string;
  /** What history says; undefined if there should be no such row. */
  readonly expected: unknown;
  /** What is stored; undefined if the row is missing. */
  readonly stored: unknown;
  /** The events behind it, at most the newest few. */
  readonly events: readonly BehindEvent[];
};

export type VerifyReport = {
  readonly differences: number;
  /** The first of them, at most as many as were asked for. */
  readonly drift: readonly Drift[];
  readonly events: number;
  readonly rows: number;
  /** Tags that were not judged: what was recorded of them last is not projected yet. */
  readonly late: number;
};

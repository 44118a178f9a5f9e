import type { LibraryEvent } from '../../domain/events';

/** All events of one tag or book, in any order. */
export type StreamHistory = {
  readonly streamId: string;
  readonly events: readonly LibraryEvent[];
};

/** The whole history, in parts that can be read side by side and again. */
export type HistorySource = {
  /** How many parts there are. */
  readonly segments: number;
  /** How many parts are best read at a time; as many as suit a table unless said. */
  readonly concurrency?: number;
  /** About how many events there are in all, for showing how far the work is. */
  readonly expectedEvents: number;
  /** Where history ends before now: what was recorded from then on is still to be read elsewhere. */
  readonly completeUpTo?: string;
  /** The streams of one part, each with all its events. A source that cannot promise that a stream comes
   *  whole may let it come in pieces. Errors: CorruptEventError;
   *  WrongEventError where the events are checked one by one. */
  read(segment: number): AsyncIterable<StreamHistory>;
};

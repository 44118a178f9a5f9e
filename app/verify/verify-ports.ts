import type { LibraryEvent } from '../../domain/events';
import type { EventFeed } from '../events/event-feed';
import type { Interpretation } from '../history/derive-rows';
import type { Drift } from '../history/drift';
import type { HistorySource } from '../history/history-source';
import type { LineStore } from '../history/sorted-lines';
import type { Clock } from '../lib/clock';
import type { ServedRows } from './served-rows';

/** One segment to be derived elsewhere, into the sink of that name. */
export type SegmentJob = {
  readonly segment: number;
  readonly name: string;
  /** Streams that come in pieces and are read by themselves. */
  readonly splitStreams: readonly string[];
  readonly cutoff: string;
};

/** Derives segments outside of this thread. Errors: what the segment's history cannot be read for. */
export type SegmentWorkers = {
  readonly concurrency: number;
  /** Answers how many events there were. */
  derive(job: SegmentJob): Promise<number>;
  /** Ends it and gives its memory back: nothing is derived there any more. */
  close(): Promise<void>;
};

export type VerifyPorts = {
  readonly history: HistorySource;
  /** What checking the stored events one by one has found, once history has been read. */
  readonly eventDrift: () => Promise<readonly Drift[]>;
  readonly served: ServedRows;
  /** How the rows were read from history, as their generation says. */
  readonly interpretation: Interpretation;
  /** How they shall read, where it is asked what a change of rules would change. */
  readonly wanted?: Interpretation;
  /** The generation lists the days on which something moved. */
  readonly listsDays: boolean;
  readonly readStream: (streamId: string) => Promise<LibraryEvent[]>;
  readonly feed: EventFeed;
  /** Where segments are derived; left out: here. */
  readonly segmentWorkers?: SegmentWorkers;
  /** Empty scratch space on disk. */
  readonly lines: LineStore;
  /** How far the projections are behind the events, in milliseconds. */
  readonly lagMs: () => Promise<number>;
  readonly clock: Clock;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** How long a row may differ while scans come before it counts as wrong. */
  readonly patienceMs: number;
  /** At most so many differences are told one by one. */
  readonly limit: number;
  readonly onEvents: (count: number) => void;
  readonly signal: AbortSignal;
};

import type { Generation } from '../history/generations';
import type { LineStore } from '../history/sorted-lines';

/** What an attempt at a rebuild must know to go on after it was killed. */
export type RebuildAttempt = {
  readonly token: string;
  readonly generation: Generation;
  /** Everything recorded well before this is in what the segments hold. */
  readonly startedAt: string;
  readonly source: string;
  readonly segments: number;
  /** Streams that came in pieces. */
  readonly splitStreams: readonly string[];
};

/** Where an attempt keeps what it has done. */
export type RebuildWork = {
  /** An attempt that nobody is at any more. Errors: RebuildRunsError while its process lives. */
  unfinished(): Promise<RebuildAttempt | undefined>;
  save(attempt: RebuildAttempt): Promise<void>;
  /** Lines of the attempt's segments. */
  lines(): LineStore;
  /** Everything of the attempt is gone. */
  clear(): Promise<void>;
};

export class RebuildRunsError extends Error {
  override readonly name = 'RebuildRunsError';
}

import type { TagCheckpoint } from '../../domain/tag/history';
import type { Counters } from '../../projections/counters';
import type { CommitResult, TagChange } from './project-tags';

/** What the n-th projection of a tag's history added to the sums. They are only ever added: all that a tag
 *  has contributed is their sum, so a tag read again contributes the difference. One that was planned and
 *  then lost may leave an empty one. */
export type Contribution = {
  readonly tagId: string;
  /** 1 for the tag's first; each number is taken once. */
  readonly revision: number;
  readonly reading: TagCheckpoint;
  /** More is to be added before the sums say what `reading` would: go on by reading from the start. */
  readonly rewriting: boolean;
  readonly added: Counters;
};

export type AnalyticsChange = TagChange & { readonly contribution: Contribution };

/** Analytics of one generation. */
export type AnalyticsStore = {
  /** May be a moment old, at half the price: a change whose revision is taken is lost, and planned again. */
  readLatest(tagId: string): Promise<Contribution | undefined>;
  /** All of a tag's contributions by revision, read consistently. */
  readContributions(tagId: string): Promise<Contribution[]>;
  /** Adds contributions and moves the sums by just these, at one moment: all, or all but those of the `lost`
   *  tags, or none. Lost are tags whose revision is taken, and others that were to be committed with them.
   *  Errors: after one it is unknown whether they were. */
  commit(changes: readonly AnalyticsChange[]): Promise<CommitResult>;
};

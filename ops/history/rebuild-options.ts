import type { HistoryFrom } from '../../wiring/open-history';
import type { WantedInterpretation } from './interpretation';

/** What a rebuild is asked for. */
export type RebuildOptions = WantedInterpretation & {
  readonly from: HistoryFrom;
  /** At most so many differing rows are told one by one. */
  readonly limit: number;
};

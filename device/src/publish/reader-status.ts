import type { ChipHealth } from '../tags/tag-source';

/** CONTRACT §1's status of a reader, and what only its operators read: `spoolLevel`, `spoolDamagedLines`,
 *  `trouble`, `sentAgain`, `update`. */
export type ReaderStatus = {
  readonly state: 'online' | 'offline';
  readonly at: string;
  readonly version: string;
  readonly spoolDepth: number;
  readonly spoolLevel: string;
  readonly spoolDamagedLines: number;
  readonly oldestUnsentAt?: string;
  readonly lastReadAt?: string;
  readonly reads: number;
  readonly repeats: number;
  readonly readErrors: ChipHealth['readErrors'];
  readonly chip: { readonly kind: string; readonly version: string | null; readonly faults: number };
  readonly clockSynced: boolean;
  readonly uptimeS: number;
  readonly temperatureC?: number;
  readonly undervoltage?: boolean;
  readonly freeDiskBytes?: number;
  readonly certificateEndsAt?: string;
  readonly parked: number;
  readonly sentAgain: number;
  readonly trouble: readonly string[];
  /** How the last update ended, where the reader takes updates. */
  readonly update?: object;
};

/** What the broker says for a reader that is gone without a goodbye. Its time is the broker's to tell. */
export const willOf = (version: string): string => JSON.stringify({ state: 'offline', version });

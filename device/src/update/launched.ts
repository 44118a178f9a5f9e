import type { Settings } from './job-document';
import type { SlotName } from './slots';
import type { Goal } from './trial';

/** What the code that runs is told by the installation that started it. Bundles of later versions read it: fields
 *  are added, never renamed. */
export type Launched = {
  readonly version: string;
  readonly slot: SlotName | null;
  readonly settings: Settings;
  /** To be called as each is reached; nothing happens where no trial runs. */
  readonly reached: (goal: Goal) => void;
  /** To be called when a scan is kept that the broker has not taken yet. Older installations do not ask. */
  readonly kept?: () => void;
  /** Resolves once the version may stay: at once where no trial runs. */
  readonly confirmed: Promise<void>;
  /** Aborted when the trial's time is over: the reader is to end, and the version before is started next. */
  readonly failed: AbortSignal;
};

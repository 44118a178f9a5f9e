import type { LocalSettings } from './lib/local-settings';
import type { Observe } from './lib/stack-activity';
import type { Teardown } from './lib/teardown';
import type { DurableStore } from './store/durable-store';

/** What every part of a running stack shares: settings, disk, who watches, and how it is closed. */
export type LocalRuntime = {
  readonly settings: LocalSettings;
  readonly dataDir: string;
  readonly store: DurableStore;
  readonly observe: Observe;
  readonly teardown: Teardown;
};

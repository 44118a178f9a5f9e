import type { LocalSettings } from './local-settings';
import type { Observe } from './stack-activity';
import type { DurableStore } from './store/durable-store';
import type { Teardown } from './teardown';

/** What every part of a running local stack stands on. */
export type Ground = {
  readonly settings: LocalSettings;
  readonly dataDir: string;
  readonly store: DurableStore;
  readonly observe: Observe;
  readonly teardown: Teardown;
};

import { CONTRIBUTION_MUTATIONS } from './contribution-mutations';
import { EVENT_MUTATIONS } from './event-mutations';
import { HISTORY_MUTATIONS } from './history-mutations';
import { IMPORT_MUTATIONS } from './import-mutations';
import { INFRA_MUTATIONS } from './infra-mutations';
import { PROJECTION_MUTATIONS } from './projection-mutations';
import { QUERY_MUTATIONS } from './query-mutations';
import { READER_MUTATIONS } from './reader-mutations';

/** Every way to get it wrong that is tried. */
export const MUTATIONS = [
  ...EVENT_MUTATIONS,
  ...PROJECTION_MUTATIONS,
  ...CONTRIBUTION_MUTATIONS,
  ...HISTORY_MUTATIONS,
  ...INFRA_MUTATIONS,
  ...IMPORT_MUTATIONS,
  ...READER_MUTATIONS,
  ...QUERY_MUTATIONS,
];

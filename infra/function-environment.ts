import { formatDeadLetterQueues } from '../contract/dead-letters';
import { namesOf, recordOf } from '../contract/records';
import { FIRST_EVENT } from '../contract/settings';
import { BUCKET_VARIABLES, type EnvName, TABLE_VARIABLES } from '../contract/variables';
import type { StageResources } from './stage-resources';

/** The value of every variable that there is. */
function environment({ config, bus, tables, buckets, deadLetters }: StageResources): Record<EnvName, string> {
  return {
    STAGE: config.stage,
    LIBRARY_TIME_ZONE: config.libraryTimeZone,
    REPEAT_WINDOW_SECONDS: String(config.repeatWindowSeconds),
    LOW_STOCK: String(config.lowStock),
    EXPORTS_FROM: config.exportsFrom ?? FIRST_EVENT,
    EVENT_BUS: bus.name,
    DEAD_LETTER_QUEUES: formatDeadLetterQueues(
      recordOf(namesOf(deadLetters).map((place) => [place, deadLetters[place].url])),
    ),
    ...recordOf(namesOf(TABLE_VARIABLES).map((table) => [TABLE_VARIABLES[table], tables[table].name])),
    ...recordOf(namesOf(BUCKET_VARIABLES).map((bucket) => [BUCKET_VARIABLES[bucket], buckets[bucket].name])),
  };
}

/** The variables that a function's contract names, and what the runtime needs to read its source map. */
export function functionEnvironment(
  names: readonly EnvName[],
  stage: StageResources,
): Record<string, string> {
  const values = environment(stage);
  return {
    ...recordOf(names.map((name) => [name, values[name]])),
    NODE_OPTIONS: '--enable-source-maps',
  };
}

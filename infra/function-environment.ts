import type { EnvName } from '../contract/functions';
import { formatDeadLetterQueues } from '../contract/names';
import type { StageResources } from './stage-resources';

const ENVIRONMENT: Readonly<Record<EnvName, (stage: StageResources) => string>> = {
  STAGE: ({ config }) => config.stage,
  LIBRARY_TIME_ZONE: ({ config }) => config.libraryTimeZone,
  REPEAT_WINDOW_SECONDS: ({ config }) => String(config.repeatWindowSeconds),
  EVENT_BUS: ({ bus }) => bus.name,
  EVENTS_TABLE: ({ tables }) => tables.events.name,
  INVENTORY_TABLE: ({ tables }) => tables.inventory.name,
  STOCK_TABLE: ({ tables }) => tables.stock.name,
  ANALYTICS_TABLE: ({ tables }) => tables.analytics.name,
  CONTROL_TABLE: ({ tables }) => tables.control.name,
  EXPORTS_BUCKET: ({ buckets }) => buckets.exports.name,
  QUARANTINE_BUCKET: ({ buckets }) => buckets.quarantine.name,
  LEDGER_BUCKET: ({ buckets }) => buckets.ledger.name,
  DEAD_LETTER_QUEUES: ({ deadLetters }) =>
    formatDeadLetterQueues({
      'append-events': deadLetters['append-events'].url,
      'scans-rule': deadLetters['scans-rule'].url,
      'ingest-scans': deadLetters['ingest-scans'].url,
      'export-snapshots': deadLetters['export-snapshots'].url,
      'export-schedule': deadLetters['export-schedule'].url,
      'seal-day': deadLetters['seal-day'].url,
      'seal-schedule': deadLetters['seal-schedule'].url,
      'verify-history': deadLetters['verify-history'].url,
      'verify-schedule': deadLetters['verify-schedule'].url,
    }),
};

/** The variables that a function's contract names, and what the runtime needs to read its source map. */
export function functionEnvironment(
  names: readonly EnvName[],
  stage: StageResources,
): Record<string, string> {
  return {
    ...Object.fromEntries(names.map((name) => [name, ENVIRONMENT[name](stage)])),
    NODE_OPTIONS: '--enable-source-maps',
  };
}

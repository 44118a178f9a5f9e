import type { TableName } from './tables';

/** The variable that names each table. */
export const TABLE_VARIABLES = {
  events: 'EVENTS_TABLE',
  inventory: 'INVENTORY_TABLE',
  stock: 'STOCK_TABLE',
  analytics: 'ANALYTICS_TABLE',
  control: 'CONTROL_TABLE',
} as const satisfies Record<TableName, string>;

/** The variable that names each bucket that functions use. */
export const BUCKET_VARIABLES = {
  exports: 'EXPORTS_BUCKET',
  quarantine: 'QUARANTINE_BUCKET',
  ledger: 'LEDGER_BUCKET',
} as const;

/** The variables of a function's environment. */
export type EnvName =
  | 'STAGE'
  | 'LIBRARY_TIME_ZONE'
  | 'REPEAT_WINDOW_SECONDS'
  | 'LOW_STOCK'
  | 'EXPORTS_FROM'
  | 'EVENT_BUS'
  | 'DEAD_LETTER_QUEUES'
  | (typeof TABLE_VARIABLES)[keyof typeof TABLE_VARIABLES]
  | (typeof BUCKET_VARIABLES)[keyof typeof BUCKET_VARIABLES];

/** What it takes to read history by the stage's rules, and all that is served of it. */
export const WHOLE_LIBRARY = [
  'STAGE',
  'LIBRARY_TIME_ZONE',
  'REPEAT_WINDOW_SECONDS',
  'EVENTS_TABLE',
  'INVENTORY_TABLE',
  'STOCK_TABLE',
  'ANALYTICS_TABLE',
  'CONTROL_TABLE',
] as const satisfies readonly EnvName[];

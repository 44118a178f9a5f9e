import type { FunctionContract } from './function-contract';
import { api } from './functions/api';
import { appendEvents } from './functions/append-events';
import { commands } from './functions/commands';
import { exportSnapshots } from './functions/export-snapshots';
import { ingestScans } from './functions/ingest-scans';
import { projectAnalytics } from './functions/project-analytics';
import { projectCirculation } from './functions/project-circulation';
import { sealDay } from './functions/seal-day';
import { verifyHistory } from './functions/verify-history';
import { namesOf } from './records';
import type { Trigger } from './triggers';

/** Every Lambda function. Its resources, permissions, alarms, dead letters and place in the CloudWatch dashboard
 *  are derived from its record. */
export const FUNCTIONS = {
  'ingest-scans': ingestScans,
  'append-events': appendEvents,
  'project-circulation': projectCirculation,
  'project-analytics': projectAnalytics,
  'export-snapshots': exportSnapshots,
  'seal-day': sealDay,
  'verify-history': verifyHistory,
  api,
  commands,
} as const satisfies Record<string, FunctionContract>;

export type FunctionName = keyof typeof FUNCTIONS;
export type EnvOf<F extends FunctionName> = (typeof FUNCTIONS)[F]['env'][number];

export const FUNCTION_NAMES: readonly FunctionName[] = namesOf(FUNCTIONS);

/** The functions that a kind of trigger invokes. */
export type InvokedBy<K extends Trigger['kind']> = {
  [F in FunctionName]: (typeof FUNCTIONS)[F]['invokedBy']['kind'] extends K ? F : never;
}[FunctionName];

/** The names of the functions that a kind of trigger invokes. */
export function invokedBy<K extends Trigger['kind']>(kind: K): readonly InvokedBy<K>[] {
  return FUNCTION_NAMES.filter((name): name is InvokedBy<K> => FUNCTIONS[name].invokedBy.kind === kind);
}

/** Functions called asynchronously: what they fail on goes to a queue of their own. */
export const ASYNCHRONOUS = [...invokedBy('topicRule'), ...invokedBy('schedule')];

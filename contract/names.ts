import type { FunctionName } from './functions';
import type { TableName } from './tables';

export const APP = 'shelflog';

/** `ledger` is sealed days, `backups` is what can restore a table, `site` is the dashboard's files. */
export type BucketName = 'exports' | 'quarantine' | 'ledger' | 'backups' | 'site';

/** Where in the quarantine bucket what kind of failure lands.
 *  Lambda chooses the keys of a stream mapping's failures itself: aws/lambda/<mapping>/<shard>/….
 *  Source: Lambda Developer Guide, "Retain discarded records for a DynamoDB event source". */
export const QUARANTINE_PREFIXES = {
  badInput: 'quarantine/',
  streamFailures: 'aws/lambda/',
  topicRuleErrors: 'iot-errors/',
} as const;

/** Every queue of what was given up: messages that append-events failed on, bus events that did not reach the
 *  queue, failed asynchronous invocations of four functions, and schedules that did not reach their function. */
export const DEAD_LETTER_PLACES = [
  'append-events',
  'scans-rule',
  'ingest-scans',
  'export-snapshots',
  'export-schedule',
  'seal-day',
  'seal-schedule',
  'verify-history',
  'verify-schedule',
] as const;
export type DeadLetterPlace = (typeof DEAD_LETTER_PLACES)[number];

/** Names of a stage's resources: known without reading any state. */
export const NAMES = {
  dataStack: (stage: string) => `${APP}-${stage}-data`,
  appStack: (stage: string) => `${APP}-${stage}-app`,
  quickSightStack: (stage: string) => `${APP}-${stage}-quicksight`,
  table: (stage: string, table: TableName) => `${APP}-${stage}-${table}`,
  bucket: (stage: string, bucket: BucketName, accountId: string) => `${APP}-${stage}-${bucket}-${accountId}`,
  function: (stage: string, name: FunctionName) => `${APP}-${stage}-${name}`,
  /** A function's role has the function's name; `ops` is the role that people take. */
  role: (stage: string, name: FunctionName | 'ops') => `${APP}-${stage}-${name}`,
  bus: (stage: string) => `${APP}-${stage}`,
  scansQueue: (stage: string) => `${APP}-${stage}-scans`,
  deadLetterQueue: (stage: string, place: DeadLetterPlace) => `${APP}-${stage}-${place}-dead`,
  /** IoT rule names take letters, digits and underscores only. */
  topicRule: (stage: string, rule: string) => `${APP}_${stage.replaceAll('-', '_')}_${rule}`,
  alarmTopic: (stage: string) => `${APP}-${stage}-alarms`,
  alarm: (stage: string, name: string) => `${APP}-${stage}-${name}`,
  /** What cannot be made from names: what AWS gave to a resource of the data stack. */
  parameter: (stage: string, name: 'jwt-issuer' | 'user-pool-id') => `/${APP}/${stage}/${name}`,
} as const;

/** The value of DEAD_LETTER_QUEUES: `place=url`, comma separated, in the order of DEAD_LETTER_PLACES. */
export function formatDeadLetterQueues(urls: Readonly<Record<DeadLetterPlace, string>>): string {
  return DEAD_LETTER_PLACES.map((place) => `${place}=${urls[place]}`).join(',');
}

/** Queue URLs by place, from the value of DEAD_LETTER_QUEUES.
 *  Errors: throws if a part is not `place=url` with a known place. */
export function parseDeadLetterQueues(value: string): ReadonlyMap<DeadLetterPlace, string> {
  return new Map(
    value.split(',').map((part) => {
      const [name, ...rest] = part.split('=');
      const place = DEAD_LETTER_PLACES.find((known) => known === name);
      const url = rest.join('=');
      if (!place || !url) throw new Error(`DEAD_LETTER_QUEUES: "${part}" is not place=url.`);
      return [place, url] as const;
    }),
  );
}

import type { DeadLetterPlace } from './dead-letters';
import type { FunctionName } from './functions';
import type { TableName } from './tables';
import type { QueueName } from './triggers';

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

/** Where in the exports bucket the readers' bundles lie. */
export const READER_BUNDLES_PREFIX = 'reader-bundles/';

/** Names of a stage's resources: known without reading any state. */
export const NAMES = {
  dataStack: (stage: string) => `${APP}-${stage}-data`,
  appStack: (stage: string) => `${APP}-${stage}-app`,
  quickSightStack: (stage: string) => `${APP}-${stage}-quicksight`,
  table: (stage: string, table: TableName) => `${APP}-${stage}-${table}`,
  bucket: (stage: string, bucket: BucketName, accountId: string) => `${APP}-${stage}-${bucket}-${accountId}`,
  function: (stage: string, name: FunctionName) => `${APP}-${stage}-${name}`,
  /** A function's role has the function's name; `ops` is the role that people take, `reader-bundles` the one in which
   *  AWS IoT Jobs lets readers fetch a bundle. */
  role: (stage: string, name: FunctionName | 'ops' | 'reader-bundles') => `${APP}-${stage}-${name}`,
  thingGroup: (stage: string) => `${APP}-${stage}-readers`,
  /** Every job of the stage begins with it; job ids take letters, digits, - and _ only. */
  jobPrefix: (stage: string) => `${APP}-${stage}-`,
  scheduleGroup: (stage: string, run: string) => `${APP}-${stage}-daily-${run}`,
  bus: (stage: string) => `${APP}-${stage}`,
  queue: (stage: string, queue: QueueName) => `${APP}-${stage}-${queue}`,
  deadLetterQueue: (stage: string, place: DeadLetterPlace) => `${APP}-${stage}-${place}-dead`,
  /** IoT rule names take letters, digits and underscores only. */
  topicRule: (stage: string, rule: string) => `${APP}_${stage.replaceAll('-', '_')}_${rule}`,
  alarmTopic: (stage: string) => `${APP}-${stage}-alarms`,
  alarm: (stage: string, name: string) => `${APP}-${stage}-${name}`,
  /** What cannot be made from names: what AWS gave to a resource of the data stack. */
  parameter: (stage: string, name: 'jwt-issuer' | 'user-pool-id') => `/${APP}/${stage}/${name}`,
} as const;

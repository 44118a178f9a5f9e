import { DEAD_LETTER_PLACES, type DeadLetterPlace } from '../contract/dead-letters';
import { FUNCTIONS, type InvokedBy, invokedBy } from '../contract/functions';
import { type BucketName, NAMES } from '../contract/names';
import { recordOf } from '../contract/records';
import { TABLE_NAMES, type TableName } from '../contract/tables';
import type { QueueName } from '../contract/triggers';
import { DeadLetterQueue } from './dead-letter-queue';
import { CloudwatchEventBus, type Construct, DataAwsDynamodbTable, SqsQueue } from './resources';
import type { StageConfig } from './stage-config';

/** What functions are given access to. The data stack's part of it is found by name. */
export type StageResources = {
  readonly config: StageConfig;
  readonly accountId: string;
  readonly tables: Readonly<
    Record<TableName, { readonly name: string; readonly arn: string; readonly streamArn: string }>
  >;
  readonly buckets: Readonly<Record<BucketName, { readonly name: string; readonly arn: string }>>;
  readonly bus: CloudwatchEventBus;
  readonly queues: Readonly<Record<QueueName, SqsQueue>>;
  readonly deadLetters: Readonly<Record<DeadLetterPlace, DeadLetterQueue>>;
};

/** SQS hands a message to the dead-letter queue after this many failed tries. */
const MAX_RECEIVE_COUNT = 5;

/** Looks up the tables and buckets, and makes the bus and the queues. */
export function createStageResources(
  scope: Construct,
  { config, accountId }: { config: StageConfig; accountId: string },
): StageResources {
  const { stage } = config;
  const deadLetters = mapNames(DEAD_LETTER_PLACES, (place) => new DeadLetterQueue(scope, stage, place));
  return {
    config,
    accountId,
    tables: mapNames(TABLE_NAMES, (table) => {
      const name = NAMES.table(stage, table);
      const found = new DataAwsDynamodbTable(scope, table, { name });
      return { name, arn: found.arn, streamArn: found.streamArn };
    }),
    buckets: mapNames(['exports', 'quarantine', 'ledger', 'backups', 'site'] as const, (bucket) => {
      const name = NAMES.bucket(stage, bucket, accountId);
      return { name, arn: `arn:aws:s3:::${name}` };
    }),
    bus: new CloudwatchEventBus(scope, 'bus', { name: NAMES.bus(stage) }),
    queues: recordOf(
      invokedBy('queue').map((name) => [
        FUNCTIONS[name].invokedBy.queue,
        queueFor(scope, stage, name, deadLetters[name]),
      ]),
    ),
    deadLetters,
  };
}

/** The queue that the function reads, and what happens to messages that it fails on. */
function queueFor(
  scope: Construct,
  stage: string,
  reader: InvokedBy<'queue'>,
  deadLetters: DeadLetterQueue,
): SqsQueue {
  const { invokedBy: trigger, timeoutSeconds } = FUNCTIONS[reader];
  return new SqsQueue(scope, trigger.queue, {
    name: NAMES.queue(stage, trigger.queue),
    // Six times the function's timeout, as Lambda asks of a queue that it reads (Lambda guide, "SQS").
    visibilityTimeoutSeconds: 6 * timeoutSeconds,
    messageRetentionSeconds: 4 * 24 * 3600,
    sqsManagedSseEnabled: true,
    redrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: MAX_RECEIVE_COUNT,
    }),
  });
}

const mapNames = <K extends string, V>(names: readonly K[], make: (name: K) => V): Record<K, V> =>
  recordOf(names.map((name) => [name, make(name)]));

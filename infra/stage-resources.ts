import { type BucketName, DEAD_LETTER_PLACES, type DeadLetterPlace, NAMES } from '../contract/names';
import { TABLES, type TableName } from '../contract/tables';
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
  readonly scans: SqsQueue;
  readonly deadLetters: Readonly<Record<DeadLetterPlace, DeadLetterQueue>>;
};

/** SQS hands a message to the dead-letter queue after this many failed tries. */
const MAX_RECEIVE_COUNT = 5;

/** Looks up the tables and buckets, and makes the bus and the queues. */
export function createStageResources(
  scope: Construct,
  props: { config: StageConfig; accountId: string; appendTimeoutSeconds: number },
): StageResources {
  const { config, accountId } = props;
  const { stage } = config;
  const deadLetters = mapNames(DEAD_LETTER_PLACES, (place) => new DeadLetterQueue(scope, stage, place));
  return {
    config,
    accountId,
    tables: mapNames(Object.keys(TABLES) as TableName[], (table) => {
      const name = NAMES.table(stage, table);
      const found = new DataAwsDynamodbTable(scope, table, { name });
      return { name, arn: found.arn, streamArn: found.streamArn };
    }),
    buckets: mapNames(['exports', 'quarantine', 'ledger', 'backups', 'site'] as const, (bucket) => {
      const name = NAMES.bucket(stage, bucket, accountId);
      return { name, arn: `arn:aws:s3:::${name}` };
    }),
    bus: new CloudwatchEventBus(scope, 'bus', { name: NAMES.bus(stage) }),
    scans: new SqsQueue(scope, 'scans', {
      name: NAMES.scansQueue(stage),
      // Six times the function's timeout, as Lambda asks of a queue that it reads (Lambda guide, "SQS").
      visibilityTimeoutSeconds: 6 * props.appendTimeoutSeconds,
      messageRetentionSeconds: 4 * 24 * 3600,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters['append-events'].arn,
        maxReceiveCount: MAX_RECEIVE_COUNT,
      }),
    }),
    deadLetters,
  };
}

function mapNames<K extends string, V>(names: readonly K[], make: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, V>;
}

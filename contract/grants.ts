import type { TableName } from './tables';
import type { QueueName } from './triggers';

/** The buckets that code reads or writes. */
export type GrantedBucket = 'exports' | 'quarantine' | 'ledger' | 'backups';

/** What a permission is about. `index` and `stream` belong to a table; a bucket's path ends in `*`. */
export type GrantTarget =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'index'; readonly table: TableName; readonly index: string }
  | { readonly kind: 'stream'; readonly table: TableName }
  | { readonly kind: 'queue'; readonly queue: QueueName | 'dead-letters' }
  | { readonly kind: 'bus' }
  | { readonly kind: 'bucket'; readonly bucket: GrantedBucket }
  | { readonly kind: 'objects'; readonly bucket: GrantedBucket; readonly path: string };

export type Grant = {
  readonly on: GrantTarget;
  readonly actions: readonly string[];
  /** Why a grant stands that the test run does not use. */
  readonly unusedBecause?: string;
};

export const table = (name: TableName): GrantTarget => ({ kind: 'table', table: name });

export const index = (name: TableName, indexName: string): GrantTarget => ({
  kind: 'index',
  table: name,
  index: indexName,
});

export const bucket = (name: GrantedBucket): GrantTarget => ({ kind: 'bucket', bucket: name });

export const objects = (name: GrantedBucket, path: string): GrantTarget => ({
  kind: 'objects',
  bucket: name,
  path,
});

export const queue = (name: QueueName | 'dead-letters'): GrantTarget => ({ kind: 'queue', queue: name });

const ASKED_FOR_A_MAPPING = 'Lambda asks for it when a mapping is made.';

/** What Lambda does with the role of a function that reads the stream of events. It writes the on-failure record
 *  under a key of its own choosing: aws/lambda/<mapping>/<shard>/… */
export const READ_EVENT_STREAM: readonly Grant[] = [
  {
    on: { kind: 'stream', table: 'events' },
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  },
  {
    on: { kind: 'stream', table: 'events' },
    actions: ['dynamodb:ListStreams'],
    unusedBecause: ASKED_FOR_A_MAPPING,
  },
  { on: objects('quarantine', 'aws/lambda/*'), actions: ['s3:PutObject'] },
  { on: bucket('quarantine'), actions: ['s3:ListBucket'], unusedBecause: ASKED_FOR_A_MAPPING },
];

/** What Lambda does with the role of a function that reads the queue of scans. */
export const READ_SCANS_QUEUE: readonly Grant[] = [
  { on: queue('scans'), actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'] },
  { on: queue('scans'), actions: ['sqs:GetQueueAttributes'], unusedBecause: ASKED_FOR_A_MAPPING },
];

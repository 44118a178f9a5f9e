import type { TableName } from './tables';

/** Variables that a function may read, by the resource or setting that each names. */
export type EnvName =
  | 'STAGE'
  | 'LIBRARY_TIME_ZONE'
  | 'REPEAT_WINDOW_SECONDS'
  | 'EVENT_BUS'
  | 'EVENTS_TABLE'
  | 'INVENTORY_TABLE'
  | 'STOCK_TABLE'
  | 'ANALYTICS_TABLE'
  | 'CONTROL_TABLE'
  | 'EXPORTS_BUCKET'
  | 'QUARANTINE_BUCKET'
  | 'LEDGER_BUCKET'
  | 'DEAD_LETTER_QUEUES';

/** The buckets that code reads or writes. */
export type GrantedBucket = 'exports' | 'quarantine' | 'ledger' | 'backups';

/** What a permission is about. `index` and `stream` belong to a table; a bucket's path ends in `*`. */
export type GrantTarget =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'index'; readonly table: TableName; readonly index: string }
  | { readonly kind: 'stream'; readonly table: TableName }
  | { readonly kind: 'queue'; readonly queue: 'scans' | 'dead-letters' }
  | { readonly kind: 'bus' }
  | { readonly kind: 'bucket'; readonly bucket: GrantedBucket }
  | { readonly kind: 'objects'; readonly bucket: GrantedBucket; readonly path: string };

export type Grant = {
  readonly on: GrantTarget;
  readonly actions: readonly string[];
  /** Why a grant stands that the test run does not use. */
  readonly unusedBecause?: string;
};

export type FunctionContract = {
  /** Entry point; exports `handler`. */
  readonly entry: `handlers/${string}.ts`;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Its disk under /tmp, where it needs more than the 512 MB that any function has. */
  readonly diskMb?: number;
  readonly env: readonly EnvName[];
  readonly grants: readonly Grant[];
};

const table = (name: TableName): GrantTarget => ({ kind: 'table', table: name });
const index = (name: TableName, indexName: string): GrantTarget => ({
  kind: 'index',
  table: name,
  index: indexName,
});
const stream: GrantTarget = { kind: 'stream', table: 'events' };
const objects = (bucket: GrantedBucket, path: string): GrantTarget => ({
  kind: 'objects',
  bucket,
  path,
});

const ASKED_FOR_A_MAPPING = 'Lambda asks for it when a mapping is made.';

const READ_STREAM: Grant[] = [
  {
    on: stream,
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  },
  { on: stream, actions: ['dynamodb:ListStreams'], unusedBecause: ASKED_FOR_A_MAPPING },
];
/** Lambda writes the on-failure record of a mapping with the function's own role, under a key of its own
 *  choosing: aws/lambda/<mapping>/<shard>/… */
const PARK_FAILED_RECORDS: Grant[] = [
  { on: objects('quarantine', 'aws/lambda/*'), actions: ['s3:PutObject'] },
  {
    on: { kind: 'bucket', bucket: 'quarantine' },
    actions: ['s3:ListBucket'],
    unusedBecause: ASKED_FOR_A_MAPPING,
  },
];

/** What it takes to read history by the stage's rules, and all that is served of it. */
const WHOLE_LIBRARY = [
  'STAGE',
  'LIBRARY_TIME_ZONE',
  'REPEAT_WINDOW_SECONDS',
  'EVENTS_TABLE',
  'INVENTORY_TABLE',
  'STOCK_TABLE',
  'ANALYTICS_TABLE',
  'CONTROL_TABLE',
] as const;

/** Every Lambda function: its entry point, its environment and all that it may do. Declared once, here:
 *  infra/ makes each function's role and environment from it, handlers/ read their variables by it. */
export const FUNCTIONS = {
  'ingest-scans': {
    entry: 'handlers/ingest-scans.ts',
    memoryMb: 256,
    timeoutSeconds: 30,
    env: ['STAGE', 'LIBRARY_TIME_ZONE', 'EVENT_BUS', 'QUARANTINE_BUCKET', 'CONTROL_TABLE'],
    grants: [
      { on: { kind: 'bus' }, actions: ['events:PutEvents'] },
      { on: objects('quarantine', 'quarantine/*'), actions: ['s3:PutObject'] },
      { on: table('control'), actions: ['dynamodb:UpdateItem'] },
    ],
  },
  'append-events': {
    entry: 'handlers/append-events.ts',
    memoryMb: 256,
    timeoutSeconds: 60,
    env: ['STAGE', 'EVENTS_TABLE', 'QUARANTINE_BUCKET'],
    grants: [
      {
        on: { kind: 'queue', queue: 'scans' },
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      },
      {
        on: { kind: 'queue', queue: 'scans' },
        actions: ['sqs:GetQueueAttributes'],
        unusedBecause: ASKED_FOR_A_MAPPING,
      },
      { on: table('events'), actions: ['dynamodb:PartiQLInsert', 'dynamodb:GetItem'] },
      { on: objects('quarantine', 'quarantine/*'), actions: ['s3:PutObject'] },
    ],
  },
  'project-circulation': {
    entry: 'handlers/project-circulation.ts',
    memoryMb: 512,
    timeoutSeconds: 120,
    env: [
      'STAGE',
      'LIBRARY_TIME_ZONE',
      'REPEAT_WINDOW_SECONDS',
      'EVENTS_TABLE',
      'INVENTORY_TABLE',
      'STOCK_TABLE',
      'CONTROL_TABLE',
    ],
    grants: [
      ...READ_STREAM,
      ...PARK_FAILED_RECORDS,
      { on: table('events'), actions: ['dynamodb:Query'] },
      {
        on: table('inventory'),
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      },
      { on: table('stock'), actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
      { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
    ],
  },
  'project-analytics': {
    entry: 'handlers/project-analytics.ts',
    memoryMb: 512,
    timeoutSeconds: 120,
    env: [
      'STAGE',
      'LIBRARY_TIME_ZONE',
      'REPEAT_WINDOW_SECONDS',
      'EVENTS_TABLE',
      'ANALYTICS_TABLE',
      'CONTROL_TABLE',
    ],
    grants: [
      ...READ_STREAM,
      ...PARK_FAILED_RECORDS,
      { on: table('events'), actions: ['dynamodb:Query'] },
      {
        on: table('analytics'),
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      },
      { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
    ],
  },
  'export-snapshots': {
    entry: 'handlers/export-snapshots.ts',
    memoryMb: 512,
    timeoutSeconds: 900,
    env: [
      'STAGE',
      'LIBRARY_TIME_ZONE',
      'REPEAT_WINDOW_SECONDS',
      'INVENTORY_TABLE',
      'STOCK_TABLE',
      'ANALYTICS_TABLE',
      'CONTROL_TABLE',
      'EXPORTS_BUCKET',
    ],
    grants: [
      { on: table('inventory'), actions: ['dynamodb:BatchGetItem'] },
      { on: index('inventory', 'byLoanDay'), actions: ['dynamodb:Query'] },
      { on: index('inventory', 'byStatus'), actions: ['dynamodb:Query'] },
      { on: table('stock'), actions: ['dynamodb:Query'] },
      { on: table('analytics'), actions: ['dynamodb:Query'] },
      {
        on: table('control'),
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      },
      { on: objects('exports', '*'), actions: ['s3:PutObject'] },
      {
        on: objects('exports', '*'),
        actions: ['s3:AbortMultipartUpload'],
        unusedBecause: 'It ends a large upload that broke off; the files of test runs go in one request.',
      },
    ],
  },
  'seal-day': {
    entry: 'handlers/seal-day.ts',
    memoryMb: 512,
    timeoutSeconds: 900,
    env: ['STAGE', 'EVENTS_TABLE', 'LEDGER_BUCKET'],
    grants: [
      { on: index('events', 'byRecorded'), actions: ['dynamodb:Query'] },
      // Once, for the day on which a ledger begins.
      { on: table('events'), actions: ['dynamodb:Scan'] },
      { on: { kind: 'bucket', bucket: 'ledger' }, actions: ['s3:ListBucket'] },
      { on: objects('ledger', '*'), actions: ['s3:GetObject', 's3:PutObject'] },
    ],
  },
  'verify-history': {
    entry: 'handlers/verify-history.ts',
    memoryMb: 2048,
    timeoutSeconds: 900,
    diskMb: 4096,
    env: WHOLE_LIBRARY,
    // It only reads, and notes what it found.
    grants: [
      { on: table('events'), actions: ['dynamodb:DescribeTable', 'dynamodb:Scan', 'dynamodb:Query'] },
      { on: index('events', 'byRecorded'), actions: ['dynamodb:Query'] },
      { on: table('inventory'), actions: ['dynamodb:Scan', 'dynamodb:Query'] },
      { on: index('inventory', 'byBook'), actions: ['dynamodb:Query'] },
      { on: table('stock'), actions: ['dynamodb:Scan', 'dynamodb:GetItem'] },
      { on: table('analytics'), actions: ['dynamodb:Scan', 'dynamodb:Query', 'dynamodb:GetItem'] },
      { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
    ],
  },
  api: {
    entry: 'handlers/api.ts',
    memoryMb: 512,
    timeoutSeconds: 29,
    env: [...WHOLE_LIBRARY, 'QUARANTINE_BUCKET', 'DEAD_LETTER_QUEUES'],
    grants: [
      {
        on: table('events'),
        actions: ['dynamodb:PartiQLInsert', 'dynamodb:Query', 'dynamodb:GetItem'],
      },
      { on: index('events', 'byRecorded'), actions: ['dynamodb:Query'] },
      {
        on: table('inventory'),
        actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      },
      { on: index('inventory', 'byTag'), actions: ['dynamodb:Query'] },
      { on: index('inventory', 'byBook'), actions: ['dynamodb:Query'] },
      { on: index('inventory', 'byStatus'), actions: ['dynamodb:Query'] },
      { on: table('stock'), actions: ['dynamodb:GetItem', 'dynamodb:Query'] },
      {
        on: table('analytics'),
        actions: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
      },
      {
        on: table('control'),
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      },
      { on: { kind: 'bucket', bucket: 'quarantine' }, actions: ['s3:ListBucket'] },
      { on: { kind: 'queue', queue: 'dead-letters' }, actions: ['sqs:GetQueueAttributes'] },
    ],
  },
} as const satisfies Record<string, FunctionContract>;

export type FunctionName = keyof typeof FUNCTIONS;
export type EnvOf<F extends FunctionName> = (typeof FUNCTIONS)[F]['env'][number];

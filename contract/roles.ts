import type { FunctionName, Grant, GrantTarget } from './functions';

/** A function that a person may call by hand, beside all that functions are given access to. */
export type RoleTarget = GrantTarget | { readonly kind: 'function'; readonly function: FunctionName };

export type RoleGrant = Omit<Grant, 'on'> & { readonly on: RoleTarget };

/** The roles that may insert events. The table's own policy refuses everyone else. */
export const EVENT_INSERTERS = ['append-events', 'api', 'ops'] as const;

const invoke = (name: FunctionName): RoleGrant => ({
  on: { kind: 'function', function: name },
  actions: ['lambda:InvokeFunction'],
});

/** What an operator may do with the command line, taking the role `shelflog-<stage>-ops`: read everything, import,
 *  take a quarantined message again, send again what was given up, have files written, derive the read models
 *  again. Not: change an event. */
export const OPS_GRANTS: readonly RoleGrant[] = [
  {
    on: { kind: 'table', table: 'events' },
    actions: [
      'dynamodb:PartiQLInsert',
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:DescribeTable',
    ],
  },
  { on: { kind: 'index', table: 'events', index: 'byRecorded' }, actions: ['dynamodb:Query'] },
  {
    on: { kind: 'table', table: 'inventory' },
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
  },
  // A rebuild writes a new generation in batches, catches up by the projectors' transactions, and deletes old ones.
  {
    on: { kind: 'table', table: 'inventory' },
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
  },
  {
    on: { kind: 'table', table: 'stock' },
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:UpdateItem'],
  },
  {
    on: { kind: 'table', table: 'analytics' },
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  },
  ...(['byTag', 'byBook', 'byStatus', 'byLoanDay'] as const).map(
    (index): RoleGrant => ({ on: { kind: 'index', table: 'inventory', index }, actions: ['dynamodb:Query'] }),
  ),
  {
    on: { kind: 'table', table: 'stock' },
    actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
  },
  {
    on: { kind: 'table', table: 'analytics' },
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
  },
  {
    on: { kind: 'table', table: 'control' },
    actions: [
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    ],
  },
  { on: { kind: 'bucket', bucket: 'quarantine' }, actions: ['s3:ListBucket'] },
  {
    on: { kind: 'objects', bucket: 'quarantine', path: '*' },
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  },
  {
    on: { kind: 'objects', bucket: 'exports', path: '*' },
    actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
  },
  { on: { kind: 'bucket', bucket: 'ledger' }, actions: ['s3:ListBucket'] },
  { on: { kind: 'objects', bucket: 'ledger', path: '*' }, actions: ['s3:GetObject', 's3:PutObject'] },
  { on: { kind: 'bucket', bucket: 'backups' }, actions: ['s3:ListBucket'] },
  { on: { kind: 'objects', bucket: 'backups', path: '*' }, actions: ['s3:GetObject'] },
  { on: { kind: 'queue', queue: 'scans' }, actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'] },
  {
    on: { kind: 'queue', queue: 'dead-letters' },
    actions: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
    ],
  },
  { on: { kind: 'bus' }, actions: ['events:PutEvents'] },
  ...(
    ['ingest-scans', 'project-circulation', 'project-analytics', 'export-snapshots', 'seal-day'] as const
  ).map(invoke),
];

import { type FunctionName, invokedBy } from './functions';
import type { Grant, GrantTarget } from './grants';

/** What a person may act on, beside all that functions are given access to. */
export type RoleTarget =
  | GrantTarget
  | { readonly kind: 'function'; readonly function: FunctionName }
  /** The stage's readers: as a group, each as a thing, the jobs they are given, the role they fetch bundles in. */
  | { readonly kind: 'reader-group' | 'reader-things' | 'reader-jobs' | 'reader-bundles-role' };

export type RoleGrant = Omit<Grant, 'on'> & { readonly on: RoleTarget };

/** The roles that may insert events. The table's own policy refuses everyone else. */
export const EVENT_INSERTERS = ['append-events', 'commands', 'ops'] as const;

/** The functions to which test runs send again what was given up. */
const SENT_AGAIN_IN_TESTS: readonly FunctionName[] = [
  'ingest-scans',
  'project-circulation',
  'project-analytics',
  'export-snapshots',
];

const sendAgainTo = (name: FunctionName): RoleGrant => ({
  on: { kind: 'function', function: name },
  actions: ['lambda:InvokeFunction'],
  ...(!SENT_AGAIN_IN_TESTS.includes(name) && {
    unusedBecause: 'A run that failed is sent again like any other event; tests do it with those.',
  }),
});

const FROM_A_BACKUP =
  "A lost table's events are read from its exports in S3, which the local run has none of.";

const READ_BY_HAND = 'An operator fetches exported files with a tool of their own; no command reads them.';

/** What an operator may do with the command line, taking the role `shelflog-<stage>-ops`: read everything, import,
 *  take a quarantined message again, send again what was given up, have files written, derive the read models
 *  again, bring readers a version. Not: change an event. */
export const OPS_GRANTS: readonly RoleGrant[] = [
  {
    on: { kind: 'table', table: 'events' },
    actions: [
      'dynamodb:PartiQLInsert',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:DescribeTable',
    ],
  },
  {
    on: { kind: 'table', table: 'events' },
    actions: ['dynamodb:BatchGetItem'],
    unusedBecause: 'A restored table is compared with it; the local run restores none.',
  },
  { on: { kind: 'index', table: 'events', index: 'byRecorded' }, actions: ['dynamodb:Query'] },
  {
    on: { kind: 'table', table: 'inventory' },
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
  },
  // A rebuild writes a new generation in batches, catches up by the projectors' transactions, and deletes old ones.
  {
    on: { kind: 'table', table: 'inventory' },
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'],
  },
  {
    on: { kind: 'table', table: 'inventory' },
    actions: ['dynamodb:DeleteItem'],
    unusedBecause: 'A rebuild catches up with it on a loan that a late void opened again while it ran.',
  },
  {
    on: { kind: 'table', table: 'stock' },
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:UpdateItem'],
  },
  {
    on: { kind: 'table', table: 'analytics' },
    actions: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  },
  { on: { kind: 'index', table: 'inventory', index: 'byLoanDay' }, actions: ['dynamodb:Query'] },
  { on: { kind: 'index', table: 'inventory', index: 'byStatus' }, actions: ['dynamodb:Query'] },
  // The tags behind a sum that differs.
  { on: { kind: 'index', table: 'inventory', index: 'byBook' }, actions: ['dynamodb:Query'] },
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
    actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  },
  {
    on: { kind: 'table', table: 'control' },
    actions: ['dynamodb:DeleteItem'],
    unusedBecause: 'An export clears marks that are minutes old; those of test runs are younger.',
  },
  { on: { kind: 'bucket', bucket: 'quarantine' }, actions: ['s3:ListBucket'] },
  {
    on: { kind: 'objects', bucket: 'quarantine', path: '*' },
    actions: ['s3:GetObject', 's3:DeleteObject'],
  },
  { on: { kind: 'objects', bucket: 'exports', path: '*' }, actions: ['s3:PutObject'] },
  {
    on: { kind: 'objects', bucket: 'exports', path: '*' },
    actions: ['s3:AbortMultipartUpload'],
    unusedBecause: 'It ends a large upload that broke off; the files of test runs go in one request.',
  },
  {
    on: { kind: 'bucket', bucket: 'exports' },
    actions: ['s3:ListBucket'],
    unusedBecause: READ_BY_HAND,
  },
  {
    on: { kind: 'objects', bucket: 'exports', path: '*' },
    actions: ['s3:GetObject'],
    unusedBecause: READ_BY_HAND,
  },
  { on: { kind: 'bucket', bucket: 'ledger' }, actions: ['s3:ListBucket'] },
  { on: { kind: 'objects', bucket: 'ledger', path: '*' }, actions: ['s3:GetObject', 's3:PutObject'] },
  {
    on: { kind: 'bucket', bucket: 'backups' },
    actions: ['s3:ListBucket'],
    unusedBecause: FROM_A_BACKUP,
  },
  {
    on: { kind: 'objects', bucket: 'backups', path: '*' },
    actions: ['s3:GetObject'],
    unusedBecause: FROM_A_BACKUP,
  },
  { on: { kind: 'queue', queue: 'scans' }, actions: ['sqs:SendMessage'] },
  {
    on: { kind: 'queue', queue: 'dead-letters' },
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  },
  {
    on: { kind: 'queue', queue: 'dead-letters' },
    actions: ['sqs:ChangeMessageVisibility'],
    unusedBecause: 'What could not be sent again is given back at once.',
  },
  // New versions of the readers' program, as jobs. The bundle itself is put among the exports.
  { on: { kind: 'reader-group' }, actions: ['iot:ListThingsInThingGroup'] },
  { on: { kind: 'reader-things' }, actions: ['iot:CreateJob', 'iot:DescribeJobExecution'] },
  {
    on: { kind: 'reader-jobs' },
    actions: ['iot:CreateJob', 'iot:DescribeJob', 'iot:DescribeJobExecution', 'iot:ListJobExecutionsForJob'],
  },
  { on: { kind: 'reader-bundles-role' }, actions: ['iam:PassRole'] },
  ...[...invokedBy('topicRule'), ...invokedBy('stream'), ...invokedBy('schedule')].map(sendAgainTo),
];

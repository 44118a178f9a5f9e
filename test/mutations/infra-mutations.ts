import type { Mutation } from './mutation';

/** Ways to get the stacks wrong. */
export const INFRA_MUTATIONS: readonly Mutation[] = [
  {
    name: 'NoMutation loses BatchWriteItem',
    file: 'infra/append-only.ts',
    edits: [["        'dynamodb:BatchWriteItem',\n", '']],
    tests: 'test/infra/append-only',
  },
  {
    name: 'a fourth role inserts',
    file: 'contract/roles.ts',
    edits: [
      [
        "['append-events', 'commands', 'ops'] as const",
        "['append-events', 'commands', 'ops', 'ingest-scans'] as const",
      ],
    ],
    tests: 'test/infra/append-only',
  },
  {
    name: 'quarantine without create-only',
    file: 'infra/append-only.ts',
    edits: [["Null: { 's3:if-none-match': 'true' }", "Null: { 's3:if-none-match': 'false' }"]],
    tests: 'test/infra/append-only',
  },
  {
    name: 'function gets an extra action',
    file: 'infra/function-permissions.ts',
    edits: [
      [
        "Action: ['logs:CreateLogStream', 'logs:PutLogEvents']",
        "Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'dynamodb:PutItem']",
      ],
    ],
    tests: 'test/infra/function-permissions',
  },
  {
    name: 'ops role loses its condition',
    file: 'infra/ops-role.ts',
    edits: [["          Condition: { ArnLike: { 'aws:PrincipalArn': config.opsPrincipals } },\n", '']],
    tests: 'test/infra/ops-role',
  },
  {
    name: 'mapping without bisect',
    file: 'infra/event-sources.ts',
    edits: [['    bisectBatchOnFunctionError: true,\n', '']],
    tests: 'test/infra/failure-paths',
  },
  {
    name: 'mapping with other retries',
    file: 'infra/event-sources.ts',
    edits: [['maximumRetryAttempts: 10', 'maximumRetryAttempts: 1000']],
    tests: 'test/infra/failure-paths',
  },
  {
    name: 'async failure without destination',
    file: 'infra/async-failures.ts',
    edits: [['    destinationConfig: { onFailure: { destination: queue.arn } },\n', '']],
    tests: 'test/infra/failure-paths',
  },
  {
    name: 'rule without dead letters',
    file: 'infra/scans-rule.ts',
    edits: [['      deadLetterConfig: { arn: undelivered.arn },\n', '']],
    tests: 'test/infra/failure-paths',
  },
  {
    name: 'a queue without an alarm',
    file: 'infra/alarms/queue-alarms.ts',
    edits: [['...DEAD_LETTERS.map(', '...DEAD_LETTERS.slice(1).map(']],
    tests: 'test/infra/alarms',
  },
  {
    name: 'two seals at once',
    file: 'contract/functions/seal-day.ts',
    edits: [['  concurrency: 1,\n', '']],
    tests: 'test/infra/triggers',
  },
  {
    name: "the seal by the library's clock",
    file: 'infra/daily-run.ts',
    edits: [["trigger.zone === 'library' ? config.libraryTimeZone : trigger.zone", 'config.libraryTimeZone']],
    tests: 'test/infra/triggers',
  },
  {
    name: 'a failed run that has no place to be sent again from',
    file: 'contract/dead-letters.ts',
    edits: [['[failedInvocations(name), undeliveredStarts(name)]', '[undeliveredStarts(name)]']],
    tests: 'test/app/redrive',
  },
  {
    name: 'alarms that do not speak',
    file: 'infra/alarms/alarms.ts',
    edits: [['      alarmActions: [this.topic.arn],\n', '      alarmActions: [],\n']],
    tests: 'test/infra/alarms',
  },
  {
    name: 'missed export counts silence as fine',
    file: 'infra/alarms/schedule-alarms.ts',
    edits: [["    periods: 26,\n    silence: 'raised',", "    periods: 26,\n    silence: 'fine',"]],
    tests: 'test/infra/alarms',
  },
  {
    name: 'a public route',
    file: 'contract/functions/api.ts',
    edits: [["key: 'ANY /v1/{proxy+}' }", "key: 'ANY /v1/{proxy+}', open: true }"]],
    tests: 'test/infra/triggers',
  },
  {
    name: 'bucket without public access block',
    file: 'infra/private-bucket.ts',
    edits: [['blockPublicPolicy: true', 'blockPublicPolicy: false']],
    tests: 'test/infra/data-stack',
  },
  {
    name: 'bucket policy without TLS',
    file: 'infra/private-bucket.ts',
    edits: [["'aws:SecureTransport': 'false'", "'aws:SecureTransport': 'true'"]],
    tests: 'test/infra/data-stack',
  },
  {
    name: 'permission without source account',
    file: 'infra/topic-rules.ts',
    edits: [['        sourceAccount: stage.accountId,\n', '']],
    tests: 'test/infra/triggers',
  },
  {
    name: 'reader may publish as another reader',
    file: 'infra/readers.ts',
    edits: [["readerScans.replace('+', () => OWN_NAME)", "readerScans.replace('+', () => '*')"]],
    tests: 'test/infra/readers',
  },
  {
    name: 'certificate without request',
    file: 'infra/readers.ts',
    edits: [['{ csr: csrPem, active: true }', '{ active: true }']],
    tests: 'test/infra/readers',
  },
  {
    name: 'ledger unlocked',
    file: 'infra/ledger-bucket.ts',
    edits: [["'COMPLIANCE' : 'GOVERNANCE'", "'GOVERNANCE' : 'GOVERNANCE'"]],
    tests: 'test/infra/data-stack',
  },
  {
    name: 'protected data may be destroyed',
    file: 'infra/rules/stage-rules.ts',
    edits: [['preventDestroy: true', 'preventDestroy: false']],
    tests: 'test/infra/data-stack',
  },
  {
    name: 'no point-in-time recovery',
    file: 'infra/contract-table.ts',
    edits: [['enabled: true, recoveryPeriodInDays: 35', 'enabled: false, recoveryPeriodInDays: 35']],
    tests: 'test/infra/security-checks',
  },
  {
    name: 'untraced function',
    file: 'infra/contract-function.ts',
    edits: [["tracingConfig: { mode: 'Active' }", "tracingConfig: { mode: 'PassThrough' }"]],
    tests: 'test/infra/security-checks',
  },
  {
    name: 'unsigned CloudFront',
    file: 'infra/site/site.ts',
    edits: [["signingBehavior: 'always'", "signingBehavior: 'never'"]],
    tests: 'test/infra/site',
  },
  {
    name: 'CORS for all',
    file: 'infra/http-api.ts',
    edits: [['allowOrigins: [props.origin]', "allowOrigins: ['*']"]],
    tests: 'test/infra/triggers',
  },
  {
    name: 'wildcard rule off',
    file: 'infra/rules/stage-rules.ts',
    edits: [['  noWildcards,\n  encrypted', '  encrypted']],
    tests: 'test/infra/stage-rules',
  },
  {
    name: 'column lost in QuickSight',
    file: 'infra/quicksight/data-sets.ts',
    edits: [["      isbn: 'text',\n", '']],
    tests: 'test/infra/quicksight',
  },
  {
    name: 'backup of the wrong bucket',
    file: 'infra/daily-backup.ts',
    edits: [['S3Bucket: buckets.backups.name', 'S3Bucket: buckets.exports.name']],
    tests: 'test/infra/triggers',
  },
  {
    name: 'state without lock',
    file: 'infra/stage-stack.ts',
    edits: [["use_lockfile', true", "use_lockfile', false"]],
    tests: 'test/infra/stage-stack',
  },
];

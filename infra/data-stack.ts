import { type BucketName, NAMES, QUARANTINE_PREFIXES } from '../contract/names';
import { TABLE_NAMES } from '../contract/tables';
import { appendOnlyStatements, createOnlyStatements } from './append-only';
import { ContractTable } from './contract-table';
import { LedgerBucket } from './ledger-bucket';
import { policyDocument } from './policy';
import { PrivateBucket, type PrivateBucketProps } from './private-bucket';
import { Readers } from './readers';
import {
  type Construct,
  DynamodbResourcePolicy,
  type DynamodbTable,
  S3BucketNotification,
} from './resources';
import type { StageConfig } from './stage-config';
import { StageStack } from './stage-stack';
import { UserDirectory } from './user-directory';

/** What must outlive the code: tables, buckets and accounts. */
export class DataStack extends StageStack {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, NAMES.dataStack(config.stage), config);
    const { stage } = config;
    for (const table of TABLE_NAMES) {
      const name = NAMES.table(stage, table);
      const { table: made } = new ContractTable(this, table, { name, config, stream: table === 'events' });
      this.output(`${table}_table`, `Name of the ${table} table`, made.name);
      if (table === 'events') this.appendOnly(made, config);
    }
    this.bucket('exports', config, { keepOldVersionsDays: 90 });
    // What could not be understood is kept until a person has dealt with it.
    const quarantine = this.bucket('quarantine', config, {
      statements: (arn) =>
        createOnlyStatements(arn, `${QUARANTINE_PREFIXES.badInput}*`, { config, accountId: this.accountId }),
    });
    new S3BucketNotification(this, 'quarantine-notification', {
      bucket: quarantine.bucket.bucket,
      eventbridge: true,
    });
    this.bucket('backups', config, { keepOldVersionsDays: 1, expireDays: config.backupRetentionDays });
    this.ledger(config);
    const account = { config, accountId: this.accountId };
    const users = new UserDirectory(this, 'users', account);
    this.output('user_pool_id', 'Cognito user pool of the API', users.pool.id);
    const { certificateIds } = new Readers(this, 'readers', account);
    this.output(
      'reader_certificate_ids',
      "Certificates made from readers' requests, by reader",
      certificateIds,
    );
  }

  private appendOnly(table: DynamodbTable, config: StageConfig): void {
    const statements = appendOnlyStatements(table.arn, { config, accountId: this.accountId });
    new DynamodbResourcePolicy(this, 'events-policy', {
      resourceArn: table.arn,
      policy: policyDocument(statements),
    });
  }

  private bucket(
    id: BucketName,
    config: StageConfig,
    props: Omit<PrivateBucketProps, 'name'>,
  ): PrivateBucket {
    const name = NAMES.bucket(config.stage, id, this.accountId);
    const made = new PrivateBucket(this, id, { name, ...props });
    this.output(`${id}_bucket`, `Name of the ${id} bucket`, made.bucket.bucket);
    return made;
  }

  private ledger(config: StageConfig): void {
    const name = NAMES.bucket(config.stage, 'ledger', this.accountId);
    const made = new LedgerBucket(this, 'ledger', { name, config, accountId: this.accountId });
    this.output('ledger_bucket', 'Name of the ledger bucket', made.bucket.bucket);
  }
}

import { type BucketName, NAMES } from '../contract/names';
import { TABLES, type TableName } from '../contract/tables';
import { ContractTable } from './contract-table';
import { PrivateBucket } from './private-bucket';
import type { Construct } from './resources';
import type { StageConfig } from './stage-config';
import { StageStack } from './stage-stack';
import { UserDirectory } from './user-directory';

/** What must outlive the code: tables, buckets and accounts. */
export class DataStack extends StageStack {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, NAMES.dataStack(config.stage), config);
    const { stage } = config;
    for (const table of Object.keys(TABLES) as TableName[]) {
      const name = NAMES.table(stage, table);
      const { table: made } = new ContractTable(this, table, { name, config, stream: table === 'events' });
      this.output(`${table}_table`, `Name of the ${table} table`, made.name);
    }
    const bucket = (id: BucketName, keepOldVersionsDays?: number) => {
      const name = NAMES.bucket(stage, id, this.accountId);
      const made = new PrivateBucket(this, id, { name, ...(keepOldVersionsDays && { keepOldVersionsDays }) });
      this.output(`${id}_bucket`, `Name of the ${id} bucket`, made.bucket.bucket);
    };
    bucket('exports', 90);
    // What could not be understood is kept until a person has dealt with it.
    bucket('quarantine');
    const users = new UserDirectory(this, 'users', config);
    this.output('user_pool_id', 'Cognito user pool of the API', users.pool.id);
    this.output('user_pool_client_id', 'Cognito client that the dashboard signs in with', users.client.id);
  }
}

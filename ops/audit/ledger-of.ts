import { ledgerBucket } from '../../adapters/s3/ledger-bucket';
import { createS3Client } from '../../adapters/s3/s3-client';
import type { Ledger } from '../../app/ledger/ledger';
import { NAMES } from '../../contract/names';
import type { Bucket } from '../../wiring/library';
import { awsConfig, type Target } from '../lib/target';

/** The bucket of the target's ledger. */
export const ledgerBucketOf = (target: Target): Bucket => ({
  s3: createS3Client(awsConfig(target)),
  name: NAMES.bucket(target.stage, 'ledger', target.accountId),
});

/** The target's ledger. */
export function ledgerOf(target: Target): Ledger {
  const { s3, name } = ledgerBucketOf(target);
  return ledgerBucket(s3, name);
}

import { ledgerBucket } from '../../adapters/s3/ledger-bucket';
import { createS3Client } from '../../adapters/s3/s3-client';
import type { LedgerWriter } from '../../app/ledger/ledger';
import { NAMES } from '../../contract/names';
import { awsConfig, type Target } from '../lib/target';

/** The target's ledger. */
export const ledgerOf = (target: Target): LedgerWriter =>
  ledgerBucket(createS3Client(awsConfig(target)), NAMES.bucket(target.stage, 'ledger', target.accountId));

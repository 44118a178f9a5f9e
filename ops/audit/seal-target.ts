import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../../adapters/system-clock';
import { DayOpenError, type SealReport, sealDays } from '../../app/ledger/seal-days';
import { sealStores } from '../../wiring/seal-stores';
import { WrongUse } from '../lib/failure';
import { awsConfig, type Target } from '../lib/target';
import { ledgerBucketOf } from './ledger-of';

type Sealing = {
  /** The last day to seal; every closed one unless given. */
  readonly through: string | undefined;
  readonly onProgress: (day: string, events: number) => void;
};

/** Seals a target's closed days. Errors: WrongUse for a day that is still open. */
export async function sealTarget(target: Target, { through, onProgress }: Sealing): Promise<SealReport> {
  const ports = {
    ...sealStores({
      client: createDynamoDbClient(awsConfig(target)),
      tables: target.tables,
      ledger: ledgerBucketOf(target),
    }),
    clock: systemClock,
    onProgress,
  };
  try {
    return await sealDays(ports, through === undefined ? {} : { through });
  } catch (error) {
    if (error instanceof DayOpenError) throw new WrongUse(error.message);
    throw error;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { createIotClient } from '../../adapters/iot/iot-client';
import { readerJobs } from '../../adapters/iot/reader-jobs';
import { putBundle } from '../../adapters/s3/bundle-store';
import { createS3Client } from '../../adapters/s3/s3-client';
import { type RollOut, type RollOutEnd, type RollOutStep, rollOut } from '../../app/roll-out/roll-out';
import { NAMES, READER_BUNDLES_PREFIX } from '../../contract/names';
import { awsConfig, type Target } from '../lib/target';
import type { BundleFile } from './read-bundle-file';

export type RollOutOrder = Omit<RollOut, 'name'> & { readonly version: string; readonly bundle: BundleFile };

type Watching = { readonly signal: AbortSignal; readonly report: (step: RollOutStep) => void };

const LOOK_EVERY_MS = 5_000;
const LOOK_EVERY_LOCAL_MS = 500;

/** Rolls a bundle out in a target. Errors: rejects with the signal's reason; the jobs go on. */
export async function rollOutIn(
  target: Target,
  { version, bundle, ...order }: RollOutOrder,
  { signal, report }: Watching,
): Promise<RollOutEnd> {
  const { stage, region, accountId, buckets } = target;
  const { sha256, bytes } = bundle;
  const object = { bucket: buckets.exports, key: `${READER_BUNDLES_PREFIX}${version}/${sha256}.bundle` };
  await putBundle(createS3Client(awsConfig(target)), object, bytes);
  const jobs = readerJobs(createIotClient(awsConfig(target)), {
    region,
    accountId,
    thingGroup: NAMES.thingGroup(stage),
    roleArn: `arn:aws:iam::${accountId}:role/${NAMES.role(stage, 'reader-bundles')}`,
    bundle: { version, ...object },
  });
  // Another bundle of this version is another roll-out.
  const name = `${NAMES.jobPrefix(stage)}reader-${version.replaceAll('.', '-')}-${sha256.slice(0, 8)}`;
  const lookEveryMs = target.local ? LOOK_EVERY_LOCAL_MS : LOOK_EVERY_MS;
  const pause = async () => {
    await sleep(lookEveryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  };
  return await rollOut({ name, ...order }, { jobs, pause, report });
}

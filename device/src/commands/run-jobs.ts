import type { mqtt5 } from 'aws-iot-device-sdk-v2';
import type { ReaderConfig } from '../config/reader-config';
import { awsJobsClient } from '../update/aws-jobs-client';
import type { UpdateContext } from '../update/carry-out-job';
import { nodeDisk } from '../update/disk';
import { download } from '../update/download';
import { thisMachine } from '../update/installed-parts';
import { runJobAgent } from '../update/job-agent';
import type { Launched } from '../update/launched';
import { readUpdateKeys } from '../update/update-keys';
import { note } from './output';

export type RunningJobs = { onClient(client: mqtt5.Mqtt5Client): void; stop(): void };

/** Takes jobs over the reader's connection once its version may stay; `restart` is called when one is in its slot. */
export function runJobs(
  config: ReaderConfig,
  update: NonNullable<ReaderConfig['update']>,
  launched: Launched,
  restart: () => void,
): RunningJobs | undefined {
  const read = readUpdateKeys(update.keys);
  if ('fault' in read) {
    note(`${read.fault.message}; no jobs are taken`);
    return undefined;
  }
  const context: UpdateContext = {
    disk: nodeDisk,
    dir: update.dir,
    keys: read.keys,
    machine: thisMachine(__filename),
    running: launched,
    download,
  };
  let stop: () => void = () => undefined;
  return {
    onClient: (client) => {
      const jobs = awsJobsClient(client, config.readerId);
      stop = jobs.close;
      void launched.confirmed.then(() => {
        stop = runJobAgent({ jobs, context, restart, note }).stop;
      });
    },
    stop: () => stop(),
  };
}

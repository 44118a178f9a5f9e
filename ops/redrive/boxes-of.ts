import { invokeFunctions } from '../../adapters/lambda/invoke-functions';
import { createLambdaClient } from '../../adapters/lambda/lambda-client';
import { parkedRecords } from '../../adapters/s3/parked-records';
import { createS3Client } from '../../adapters/s3/s3-client';
import { deadLetterQueue } from '../../adapters/sqs/dead-letter-queue';
import { scansQueue } from '../../adapters/sqs/scans-queue';
import { createSqsClient } from '../../adapters/sqs/sqs-client';
import type { ParkedMessages } from '../../app/redrive/parked-messages';
import type { RedrivePlace } from '../../app/redrive/places';
import type { Senders } from '../../app/redrive/senders';
import { NAMES, QUARANTINE_PREFIXES } from '../../contract/names';
import { awsConfig, type Target } from '../lib/target';

const queueUrl = ({ endpoint, region, accountId }: Target, name: string) =>
  `${endpoint ?? `https://sqs.${region}.amazonaws.com`}/${accountId}/${name}`;

/** What lies in each place of a target. */
export function boxesOf(target: Target): (place: RedrivePlace) => ParkedMessages {
  const s3 = createS3Client(awsConfig(target));
  const sqs = createSqsClient(awsConfig(target));
  return (place) =>
    place === 'streamFailures' || place === 'topicRuleErrors'
      ? parkedRecords(s3, target.buckets.quarantine, QUARANTINE_PREFIXES[place])
      : deadLetterQueue(sqs, queueUrl(target, NAMES.deadLetterQueue(target.stage, place)));
}

/** How what was given up is sent again. */
export function sendersOf(target: Target): Senders {
  return {
    queueScans: scansQueue(
      createSqsClient(awsConfig(target)),
      queueUrl(target, NAMES.queue(target.stage, 'scans')),
    ),
    ...invokeFunctions(createLambdaClient(awsConfig(target)), target.stage),
  };
}

import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ForbiddenCall } from '../../app/probe/probe';
import { QUARANTINE_PREFIXES } from '../../contract/names';
import { answerOf } from './answer-of';

/** Every way to lose what lies in quarantine. */
export function forbiddenObjectChanges(client: S3Client, quarantine: string): ForbiddenCall[] {
  const place = { Bucket: quarantine, Key: `${QUARANTINE_PREFIXES.badInput}probe-nothing` };
  return [
    {
      call: 'PutObject',
      would: 'overwrite a quarantined message',
      // No object has this ETag: where it is allowed it fails.
      attempt: () =>
        answerOf(() =>
          client.send(
            new PutObjectCommand({ ...place, Body: 'probe', IfMatch: '"00000000000000000000000000000000"' }),
          ),
        ),
    },
    {
      call: 'DeleteObject of a version',
      would: 'remove a quarantined message for good',
      attempt: () => answerOf(() => client.send(new DeleteObjectCommand({ ...place, VersionId: 'nothing' }))),
    },
  ];
}

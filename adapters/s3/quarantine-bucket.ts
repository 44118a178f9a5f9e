import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Quarantine, Quarantined } from '../../app/intake/quarantine';

const MAX_ATTEMPTS = 3;
const EXISTS = 412;
/** Another writer of the same key was at it: to be tried again. */
const CONFLICT = 409;

/** Quarantine as objects that are created once and never written again.
 *  Source: S3 User Guide, "How to prevent object overwrites with conditional writes". */
export function quarantineBucket(client: S3Client, bucket: string): Quarantine {
  return {
    async put(key, object) {
      let status = await create(client, bucket, key, object);
      for (let attempt = 1; status === CONFLICT && attempt < MAX_ATTEMPTS; attempt += 1) {
        status = await create(client, bucket, key, object);
      }
      if (status === CONFLICT)
        throw new Error(`s3://${bucket}/${key} could not be created: still in conflict.`);
      return status === EXISTS ? 'already-there' : 'stored';
    },
  };
}

/** The HTTP status where the service says that the key is taken or contended, or undefined if created. */
async function create(client: S3Client, bucket: string, key: string, object: Quarantined) {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(object),
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
    return undefined;
  } catch (fault) {
    const status = fault instanceof S3ServiceException ? fault.$metadata.httpStatusCode : undefined;
    if (status === EXISTS || status === CONFLICT) return status;
    throw fault;
  }
}

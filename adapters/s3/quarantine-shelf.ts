import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { quarantinedSchema } from '../../app/intake/quarantine';
import type { QuarantineShelf } from '../../app/intake/quarantine-shelf';
import { QUARANTINE_PREFIXES } from '../../contract/names';

const nameOf = (key: string) => key.slice(QUARANTINE_PREFIXES.badInput.length).replace(/\.json$/, '');
const keyOf = (id: string) => `${QUARANTINE_PREFIXES.badInput}${id}.json`;

/** The quarantined messages in the bucket, for a person who looks at them. */
export function quarantineShelf(client: S3Client, bucket: string): QuarantineShelf {
  return {
    async *list(idPrefix = '') {
      const Prefix = `${QUARANTINE_PREFIXES.badInput}${idPrefix}`;
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
        for (const { Key, LastModified } of Contents) {
          if (Key) yield { id: nameOf(Key), storedAt: LastModified?.toISOString() ?? '' };
        }
      }
    },

    async read(id) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(id) }));
        return quarantinedSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
      } catch (fault) {
        if (fault instanceof NoSuchKey) return undefined;
        throw fault;
      }
    },

    async remove(id) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(id) }));
    },
  };
}

import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ParkedMessages } from '../../app/redrive/parked-messages';

/** Parked objects below a prefix of the quarantine bucket. */
export function parkedRecords(client: S3Client, bucket: string, prefix: string): ParkedMessages {
  async function* objects() {
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: bucket, Prefix: prefix },
    )) {
      for (const { Key, LastModified } of Contents) {
        if (Key && LastModified) yield { Key, parkedAt: LastModified.toISOString() };
      }
    }
  }
  return {
    async count() {
      let count = 0;
      for await (const _ of objects()) count += 1;
      return count;
    },

    async *take(before) {
      for await (const { Key, parkedAt } of objects()) {
        if (parkedAt >= before) continue;
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        yield { id: Key, body: (await Body?.transformToString()) ?? '', parkedAt };
      }
    },

    async remove({ id }) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: id }));
    },

    release: async () => undefined,
  };
}

import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Depths } from '../../app/queries/ports';
import { QUARANTINE_PREFIXES } from '../../contract/names';

/** Enough to know that someone must look. Listing more would only take longer. */
const MAX_COUNTED = 10_000;

/** How many objects lie in the quarantine bucket, by where they came from; 10,000 stands for that many or
 *  more. */
export function quarantineDepths(client: S3Client, bucket: string): Depths {
  const count = async (Prefix: string) => {
    let objects = 0;
    for await (const { KeyCount = 0 } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
      objects += KeyCount;
      if (objects >= MAX_COUNTED) return MAX_COUNTED;
    }
    return objects;
  };
  return {
    async read() {
      const places = Object.entries(QUARANTINE_PREFIXES);
      return Object.fromEntries(
        await Promise.all(places.map(async ([place, prefix]) => [place, await count(prefix)] as const)),
      );
    },
  };
}

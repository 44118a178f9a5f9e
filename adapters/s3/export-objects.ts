import { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { TableExport } from '../../app/restore/export-source';
import { exportedRecords, isDataFile } from '../files/export-lines';

/** An export of a table where DynamoDB wrote it: every data file under the prefix. */
export function exportObjects(client: S3Client, bucket: string, prefix: string): TableExport {
  async function* dataFiles() {
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client },
      { Bucket: bucket, Prefix: prefix },
    )) {
      yield* Contents.flatMap(({ Key }) => (Key !== undefined && isDataFile(Key) ? Key : []));
    }
  }
  return {
    async *records() {
      let files = 0;
      for await (const Key of dataFiles()) {
        files += 1;
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        if (Body instanceof Readable) yield* exportedRecords(Key, Body);
        else throw new Error(`s3://${bucket}/${Key} came without content.`);
      }
      if (files === 0)
        throw new Error(`s3://${bucket}/${prefix} holds no export: no data/*.json.gz lies there.`);
    },
  };
}

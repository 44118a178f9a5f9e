import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { createS3Client } from '../../../adapters/s3/s3-client';
import { startS3rver } from '../../../local-aws/src/s3/start-s3rver';

export type TestS3 = {
  readonly client: S3Client;
  readonly endpoint: string;
  readonly bucket: string;
  read(key: string): Promise<Buffer>;
  keys(): Promise<string[]>;
  stop(): Promise<void>;
};

/** A real S3 server on a free port with one empty bucket. */
export async function startTestS3(): Promise<TestS3> {
  const root = mkdtempSync(join(tmpdir(), 'shelflog-s3-'));
  const bucket = 'shelflog-test-exports';
  const server = await startS3rver([{ name: bucket, arn: `arn:aws:s3:::${bucket}` }], root);
  let running = true;
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = createS3Client({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  });
  return {
    client,
    endpoint,
    bucket,
    async read(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async keys() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    async stop() {
      if (!running) return;
      running = false;
      client.destroy();
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

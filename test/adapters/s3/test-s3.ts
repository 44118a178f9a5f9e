import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { createS3Client } from '../../../adapters/s3/s3-client';
import { ObjectDirectory } from '../../../local/s3/start-s3rver';

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
  const partial = join(root, 'partial');
  const directory = join(root, 'buckets');
  mkdirSync(partial);
  mkdirSync(directory);
  const bucket = 'shelflog-test-exports';
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  });
  // On its own s3rver answers before the object is on disk; a read right after sees what was there before.
  const objects = new ObjectDirectory(directory, partial);
  server.store = objects;
  server.context.store = objects;
  const { port } = await server.run();
  const listening = Reflect.get(server, 'httpServer') as Server;
  let running = true;
  const endpoint = `http://127.0.0.1:${port}`;
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
      // Clients of the code under test keep their connections, for which close() would wait.
      listening.closeAllConnections();
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

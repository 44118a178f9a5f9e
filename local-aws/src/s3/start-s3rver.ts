import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import S3rver from 's3rver';
import FilesystemStore from 's3rver/lib/stores/filesystem';
import type { BucketModel } from '../model/stack-model';

export type RunningS3rver = {
  readonly port: number;
  readonly objects: ObjectDirectory;
  close(): Promise<void>;
};

/** Starts s3rver in this process on a free loopback port, with the buckets, over `directory`. */
export async function startS3rver(
  buckets: readonly BucketModel[],
  directory: string,
): Promise<RunningS3rver> {
  const root = join(directory, 'buckets');
  const partial = join(directory, 'partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await mkdir(root, { recursive: true });
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: root,
    vhostBuckets: false,
    configureBuckets: buckets.map(({ name }) => ({ name })),
  });
  const objects = new ObjectDirectory(root, partial);
  server.store = objects;
  server.context.store = objects;
  const { port } = await server.run();
  return {
    port,
    objects,
    close: async () => {
      // Whoever keeps a connection open would keep it from closing.
      server.httpServer.closeAllConnections();
      await server.close();
    },
  };
}

type PutObject = Parameters<FilesystemStore['putObject']>[0];

/** Objects as files. s3rver writes them in place, so that a killed process leaves half an object that looks
 *  whole; here an object appears at once, whole and on disk. */
export class ObjectDirectory extends FilesystemStore {
  constructor(
    root: string,
    private readonly partial: string,
  ) {
    super(root);
  }

  override async putObject(object: PutObject): Promise<{ size: number; md5: string }> {
    const path = this.getResourcePath(object.bucket, object.key, 'object');
    const draft = join(this.partial, randomUUID());
    await mkdir(dirname(path), { recursive: true });
    const file = await open(draft, 'wx');
    try {
      const written = await writeAll(file, object.content);
      await file.sync();
      await this.putMetadata(object.bucket, object.key, object.metadata, written.md5);
      await rename(draft, path);
      return written;
    } finally {
      await file.close();
      await rm(draft, { force: true });
    }
  }
}

async function writeAll(
  file: FileHandle,
  content: Buffer | Readable,
): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5');
  let size = 0;
  for await (const chunk of Buffer.isBuffer(content) ? Readable.from([content]) : content) {
    hash.update(chunk);
    size += chunk.length;
    await file.write(chunk);
  }
  return { size, md5: hash.digest('hex') };
}

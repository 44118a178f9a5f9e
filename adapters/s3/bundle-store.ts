import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Keeps a reader's bundle under a key that names its content: written twice, it is the same. */
export async function putBundle(
  client: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  bytes: Uint8Array,
): Promise<void> {
  const Body = Buffer.from(bytes);
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/octet-stream' }),
  );
}

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { startGateway } from '../../src/gateway/start-gateway';
import { openS3 } from '../../src/s3/serve-s3';
import { REGION, smallStack } from '../support/small-stack';

const unused = async () => {
  throw new Error('not in this test');
};
const Bucket = 'files';

describe('the local S3', () => {
  let directory: string;
  let s3: S3Client;
  let endpoint: string;
  let stop: () => Promise<void>;

  const start = async () => {
    const gateway = await startGateway({ port: 0, onFault: () => undefined });
    const service = await openS3(smallStack(gateway.endpoint).buckets, directory);
    gateway.serve({ s3: service.serve, sqs: unused, dynamodb: unused, events: unused });
    endpoint = gateway.endpoint;
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'any' };
    s3 = new S3Client({ endpoint, region: REGION, credentials, maxAttempts: 1 });
    stop = async () => {
      s3.destroy();
      await gateway.close();
      await service.close();
    };
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-s3-'));
    await start();
  });
  afterEach(async () => {
    await stop();
    await rm(directory, { recursive: true, force: true });
  });

  const put = (Key: string, Body: string | Buffer, more: object = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  };

  it('keeps an object with its type and metadata over a restart', async () => {
    const text = 'título,\u{1F4DA}\n"=HYPERLINK(""x"")"\n';
    await put('stock/dt=2026-11-22/stock.csv', text, {
      ContentType: 'text/csv; charset=utf-8',
      Metadata: { digest: 'abc' },
    });
    await stop();
    await start();

    expect(await get('stock/dt=2026-11-22/stock.csv')).toBe(text);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'stock/dt=2026-11-22/stock.csv' }));
    expect(head).toMatchObject({
      ContentType: 'text/csv; charset=utf-8',
      ContentLength: Buffer.byteLength(text),
      Metadata: { digest: 'abc' },
    });
  });

  it('given a body streamed with the checksums that the SDK trails after it, then the object is the body alone', async () => {
    const parts = Array.from({ length: 300 }, (_, n) => Buffer.from(`${n},`.repeat(500)));
    const whole = Buffer.concat(parts);
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'streamed',
        Body: Readable.from(parts),
        ContentLength: whole.length,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    expect(await get('streamed')).toBe(whole.toString());
  });

  it('given an upload in several parts, then the object is whole', async () => {
    const body = new PassThrough();
    const whole = 'row,row,row\n'.repeat(1_000_000);
    body.end(whole);
    await new Upload({ client: s3, params: { Bucket, Key: 'large.csv', Body: body } }).done();
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'large.csv' }));
    expect(head.ContentLength).toBe(whole.length);
    expect((await get('large.csv')) === whole).toBe(true);
  });

  it('when an object is created only if absent, then the first stands, of many at once too', async () => {
    const attempts = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((body) => put('quarantine/x.json', body, { IfNoneMatch: '*' })),
    );
    const refused = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []));
    expect(refused).toEqual(['PreconditionFailed', 'PreconditionFailed', 'PreconditionFailed']);
    const stored = await get('quarantine/x.json');
    await expect(put('quarantine/x.json', 'later', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await get('quarantine/x.json')).toBe(stored);
    await put('quarantine/x.json', 'without the condition');
    expect(await get('quarantine/x.json')).toBe('without the condition');
  });

  it('when an upload breaks off, then there is no object, not half of one', async () => {
    await new Promise<void>((resolve) => {
      const broken = request(`${endpoint}/${Bucket}/half`, {
        method: 'PUT',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=A/20261122/eu-central-1/s3/aws4_request, Signature=0',
          'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
          'content-length': '1000000',
        },
      });
      broken.once('error', () => resolve());
      broken.write(Buffer.alloc(100_000), () => setTimeout(() => broken.destroy(new Error('gone')), 50));
    });
    await expect(get('half')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).toEqual([]);
  });

  it('lists by prefix in the order of keys, page by page', async () => {
    const keys = Array.from({ length: 25 }, (_, n) => `q/${n % 3}/${String(n).padStart(2, '0')} & é`);
    for (const key of [...keys, 'q-other', 'p/x']) await put(key, key);
    const listed: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 10 }, { Bucket, Prefix: 'q/' })) {
      listed.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(listed).toEqual([...keys].sort());
    const [first] = (await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'q' }))).Contents ?? [];
    expect(first).toMatchObject({ Key: 'q-other', Size: 7, ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'none/' }))).KeyCount).toBe(0);
  });

  it('deletes and copies', async () => {
    await put('a', 'text');
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(await get('b')).toBe('text');
    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('when it is asked what it cannot keep, then it refuses instead of passing over it', async () => {
    await expect(put('a', 'x', { IfMatch: '"abc"' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'none', Key: 'a', Body: 'x' })),
    ).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    expect(await readdir(join(directory, 'buckets'))).toEqual([Bucket]);
  });
});

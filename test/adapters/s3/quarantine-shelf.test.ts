import { PutObjectCommand } from '@aws-sdk/client-s3';
import { quarantineShelf } from '../../../adapters/s3/quarantine-shelf';
import { createS3Client } from '../../../adapters/s3/s3-client';
import type { Quarantined } from '../../../app/intake/quarantine';
import { FAKE_ACCESS, startFakeAws } from '../../support/fake-aws';
import { startTestS3, type TestS3 } from './test-s3';

const object: Quarantined = {
  version: 1,
  kind: 'input',
  topic: 't',
  clientId: 'c',
  receivedAt: '2026-11-22T09:15:03.000Z',
  faults: [{ place: 'message', reasons: ['ü'] }],
  payload: 'e30=',
};

describe('the quarantine shelf', () => {
  let s3: TestS3;
  const put = (Key: string, body: unknown) =>
    s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: JSON.stringify(body) }));
  const shelf = () => quarantineShelf(s3.client, s3.bucket);
  const ids = async (prefix?: string) => {
    const found: string[] = [];
    for await (const { id, storedAt } of shelf().list(prefix)) {
      expect(Date.parse(storedAt)).toBeGreaterThan(0);
      found.push(id);
    }
    return found.sort();
  };

  beforeAll(async () => {
    s3 = await startTestS3();
    for (const id of ['aa01', 'aa02', 'bb01']) await put(`quarantine/${id}.json`, object);
    await put('aws/lambda/x/y.json', {});
  });
  afterAll(() => s3.stop());

  it('lists bad input only, by the beginning of its id', async () => {
    expect(await ids()).toEqual(['aa01', 'aa02', 'bb01']);
    expect(await ids('aa')).toEqual(['aa01', 'aa02']);
  });

  it('reads an object whole, and knows when there is none', async () => {
    expect(await shelf().read('aa01')).toEqual(object);
    expect(await shelf().read('none')).toBeUndefined();
  });

  it('refuses to read what is no quarantined message', async () => {
    await put('quarantine/cc01.json', { version: 2 });
    await expect(shelf().read('cc01')).rejects.toThrow();
    await shelf().remove('cc01');
  });

  it('takes away one object and no other', async () => {
    await shelf().remove('aa02');
    expect(await ids()).toEqual(['aa01', 'bb01']);
  });

  it('follows a listing over its pages', async () => {
    const page = (key: string, next: string) =>
      `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated><Contents><Key>quarantine/${key}.json</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>${next && `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`;
    const fake = await startFakeAws(({ path }) => ({
      body: path.includes('continuation-token=more') ? page('dd02', '') : page('dd01', 'more'),
    }));
    try {
      const found: string[] = [];
      const client = createS3Client({ endpoint: fake.endpoint, ...FAKE_ACCESS });
      for await (const { id } of quarantineShelf(client, 'b').list()) found.push(id);
      expect(found).toEqual(['dd01', 'dd02']);
    } finally {
      await fake.stop();
    }
  });
});

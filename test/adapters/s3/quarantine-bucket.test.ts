import { quarantineBucket } from '../../../adapters/s3/quarantine-bucket';
import { createS3Client } from '../../../adapters/s3/s3-client';
import type { Quarantined } from '../../../app/intake/quarantine';
import {
  createOnlyBucket,
  errorXml,
  FAKE_ACCESS,
  type FakeAnswer,
  startFakeAws,
} from '../../support/fake-aws';

const object: Quarantined = {
  version: 1,
  kind: 'input',
  topic: 't',
  clientId: 'c',
  receivedAt: '2026-11-22T09:15:03.000Z',
  faults: [{ place: 'message', reasons: ['ü'] }],
  payload: 'e30=',
};

describe('the quarantine bucket', () => {
  const bucket = createOnlyBucket();
  let scripted: FakeAnswer[] = [];
  let fake: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    fake = await startFakeAws((request) => scripted.shift() ?? bucket.answer(request));
  });
  afterAll(() => fake.stop());
  const quarantine = () =>
    quarantineBucket(createS3Client({ endpoint: fake.endpoint, maxAttempts: 1, ...FAKE_ACCESS }), 'bucket');

  it('creates an object as JSON', async () => {
    expect(await quarantine().put('quarantine/a.json', object)).toBe('stored');
    expect(JSON.parse(bucket.objects.get('/bucket/quarantine/a.json') ?? '')).toEqual(object);
  });

  it('leaves an object that is there as it is', async () => {
    await quarantine().put('quarantine/b.json', object);
    expect(await quarantine().put('quarantine/b.json', { ...object, clientId: 'other' })).toBe(
      'already-there',
    );
    expect(JSON.parse(bucket.objects.get('/bucket/quarantine/b.json') ?? '').clientId).toBe('c');
  });

  it('tries again where another writer is at the same object', async () => {
    scripted = [{ status: 409, body: errorXml('ConditionalRequestConflict') }];
    expect(await quarantine().put('quarantine/c.json', object)).toBe('stored');
  });

  it.each([403, 404, 500])('throws where S3 answers %d', async (status) => {
    scripted = [{ status, body: errorXml('Refused') }];
    await expect(quarantine().put('quarantine/d.json', object)).rejects.toThrow('Refused');
  });

  it('throws where the conflict does not end', async () => {
    scripted = Array(3).fill({ status: 409, body: errorXml('ConditionalRequestConflict') });
    await expect(quarantine().put('quarantine/e.json', object)).rejects.toThrow('still in conflict');
  });
});

import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import { recordedDays } from '../../../adapters/dynamodb/events/recorded-days';
import { createDynamoDbClient } from '../../../adapters/dynamodb/requests/dynamodb-client';
import { digestName } from '../../../adapters/files/ledger-names';
import { ledgerBucket } from '../../../adapters/s3/ledger-bucket';
import { createS3Client } from '../../../adapters/s3/s3-client';
import { checkLedger } from '../../../app/audit/check-ledger';
import { FileUnreadableError, MissingFileError } from '../../../app/ledger/ledger';
import { sealDays } from '../../../app/ledger/seal-days';
import { feedPositionOf } from '../../../app/ledger/sealed-lines';
import type { LibraryEvent } from '../../../domain/events';
import { aGateway, type GatewayFixture, REGION } from '../../../local-aws/test/support/gateway-fixture';
import { aBook, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import {
  createOnlyBucket,
  errorXml,
  FAKE_ACCESS,
  type FakeAnswer,
  startFakeAws,
} from '../../support/fake-aws';

const BUCKET = 'ledger';
const MONDAY = '2026-03-02';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

describe('the ledger in a bucket', () => {
  let gateway: GatewayFixture;
  beforeAll(async () => {
    gateway = await aGateway({ buckets: [{ name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` }] });
  });
  afterAll(() => gateway.close());
  const ledger = () =>
    ledgerBucket(createS3Client({ endpoint: gateway.endpoint, region: REGION, credentials }), BUCKET);

  it('gives back the lines that it was given, and the hash of the bytes between', async () => {
    const lines = ['{"a":"ä\u2028"}', '{"b":1}'];
    const file = await ledger().writeFile(MONDAY, 7, lines);
    expect(file).toMatchObject({ count: 2, name: expect.stringMatching(/^events\/2026-03-02\/00007-/) });
    expect(await ledger().readFile(file.name)).toEqual({ lines, sha256: file.sha256 });
    expect(await ledger().writeFile(MONDAY, 7, lines)).toEqual(file);
  });

  it('takes a digest once: the first stays', async () => {
    expect(await ledger().writeDigest(MONDAY, 'first')).toBe('stored');
    expect(await ledger().writeDigest(MONDAY, 'second')).toBe('already-there');
    expect(await ledger().digest(MONDAY)).toBe('first');
    expect(await ledger().digest('2026-03-03')).toBeUndefined();
    expect(await ledger().days()).toEqual([MONDAY]);
  });

  it('says which file is missing', async () => {
    await expect(ledger().readFile('events/x')).rejects.toThrow(MissingFileError);
  });
});

describe('the ledger in a bucket that is contended or refuses', () => {
  const bucket = createOnlyBucket();
  let scripted: FakeAnswer[] = [];
  let fake: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    fake = await startFakeAws((request) => scripted.shift() ?? bucket.answer(request));
  });
  afterAll(() => fake.stop());
  const ledger = () =>
    ledgerBucket(createS3Client({ endpoint: fake.endpoint, maxAttempts: 1, ...FAKE_ACCESS }), BUCKET);

  it('tries again where another writer is at the same digest', async () => {
    scripted = [{ status: 409, body: errorXml('ConditionalRequestConflict') }];
    expect(await ledger().writeDigest(MONDAY, '{}')).toBe('stored');
    expect(bucket.objects.get(`/${BUCKET}/${digestName(MONDAY)}`)).toBe('{}');
  });

  it('throws where it is refused, and where the conflict does not end', async () => {
    scripted = [{ status: 403, body: errorXml('AccessDenied') }];
    await expect(ledger().writeDigest('2026-03-04', '{}')).rejects.toThrow('AccessDenied');
    scripted = Array(4).fill({ status: 409, body: errorXml('ConditionalRequestConflict') });
    await expect(ledger().writeDigest('2026-03-05', '{}')).rejects.toThrow('ConditionalRequestConflict');
  });

  it('says that a file is no gzip', async () => {
    scripted = [{ status: 200, body: 'rubbish' }];
    await expect(ledger().readFile('events/y')).rejects.toThrow(FileUnreadableError);
  });
});

describe('days read from the index of a real table', () => {
  let dynamodb: TestDynamoDb;
  let gateway: GatewayFixture;
  beforeAll(async () => {
    dynamodb = await startTestDynamoDb();
    gateway = await aGateway({ buckets: [{ name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` }] });
  });
  afterAll(async () => {
    await dynamodb.stop();
    await gateway.close();
  });

  it('are sealed in the bytewise order of the feed, whatever signs the ids of books hold', async () => {
    const ids = ['z', '\u{1F4D6}', '\uFF5E', 'ä/1', 'a#b', 'A'];
    const events: LibraryEvent[] = [
      ...ids.map((id) => aBook(at('09:00'), id)),
      ...Array.from({ length: 600 }, (_, i) =>
        aScan(at('09:00'), { tagId: `t${i % 9}`, scanId: `s${i}`, recordedAt: at(`1${i % 10}:00`) }),
      ),
    ];
    const client = createDynamoDbClient({ endpoint: dynamodb.endpoint, region: REGION, credentials });
    const recorded = recordedDays(client, dynamodb.tables.events);
    expect(await recorded.firstDay()).toBeUndefined();
    await eventsTable(client, dynamodb.tables.events).insert(events);
    expect(await recorded.firstDay()).toBe(MONDAY);
    const ledger = ledgerBucket(
      createS3Client({ endpoint: gateway.endpoint, region: REGION, credentials }),
      BUCKET,
    );
    const { sealed, faults } = await sealDays({ recorded, ledger, clock: () => at('12:00', '2026-03-03') });
    client.destroy();
    expect(faults).toEqual([]);
    expect(sealed.map(({ digest }) => digest.count)).toEqual([606]);
    const { lines } = await ledger.readFile(sealed[0]!.digest.files[0]!.name);
    const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    expect(lines.map((line) => feedPositionOf(JSON.parse(line)))).toEqual(
      events.map(feedPositionOf).sort(bytewise),
    );
    expect(await checkLedger(ledger)).toMatchObject({ events: 606, faults: [] });
  });
});

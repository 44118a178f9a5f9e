import { createEventBridgeClient } from '../../../adapters/eventbridge/eventbridge-client';
import { scanBus } from '../../../adapters/eventbridge/scan-bus';
import type { ScanBatch } from '../../../app/intake/scan-batch';
import { FAKE_ACCESS, type FakeRequest, startFakeAws } from '../../support/fake-aws';

const batch = (n: number, text = ''): ScanBatch => ({
  topic: 't',
  clientId: 'desk-1',
  receivedAt: '2026-11-22T09:15:03.000Z',
  readerId: 'desk-1',
  channel: 'mqtt',
  lastScannedAt: '2026-11-22T09:15:02.000Z',
  scans: [{ scanId: `s${n}`, tagId: 't', scannedAt: '2026-11-22T09:15:02.000Z', mode: 'toggle', text }],
});

type Entry = { Detail: string; Source: string; DetailType: string; EventBusName: string };
const entriesOf = ({ body }: FakeRequest): Entry[] => JSON.parse(body).Entries;
const scanOf = ({ Detail }: Entry): string => JSON.parse(Detail).scans[0].scanId;

describe('the bus', () => {
  /** Scans still to be refused, by how often. */
  const refusals = new Map<string, number>();
  const taken: string[] = [];
  let fake: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    fake = await startFakeAws((request) => {
      const Entries = entriesOf(request).map((entry) => {
        const left = refusals.get(scanOf(entry)) ?? 0;
        refusals.set(scanOf(entry), left - 1);
        if (left > 0) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
        taken.push(scanOf(entry));
        return { EventId: `e-${scanOf(entry)}` };
      });
      const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
      return { body: JSON.stringify({ Entries, FailedEntryCount }) };
    });
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    refusals.clear();
    taken.length = 0;
    fake.requests.length = 0;
  });
  const bus = () =>
    scanBus(
      createEventBridgeClient({ endpoint: fake.endpoint, ...FAKE_ACCESS }),
      'shelflog-test',
      async () => {},
    );

  it('takes batches as events of ours', async () => {
    await bus().publish([batch(1)]);
    expect(fake.requests.flatMap(entriesOf)).toEqual([
      {
        EventBusName: 'shelflog-test',
        Source: 'shelflog.ingest',
        DetailType: 'ScansReceived',
        Detail: JSON.stringify(batch(1)),
      },
    ]);
  });

  it('takes ten entries a request', async () => {
    await bus().publish(Array.from({ length: 21 }, (_, n) => batch(n)));
    expect(fake.requests.map((request) => entriesOf(request).length)).toEqual([10, 10, 1]);
  });

  it('takes 256 KB a request, however few entries that is', async () => {
    await bus().publish([120, 120, 150, 20].map((kb, n) => batch(n, 'ü'.repeat(kb * 512))));
    expect(fake.requests.map((request) => entriesOf(request).map(scanOf))).toEqual([
      ['s0', 's1'],
      ['s2', 's3'],
    ]);
    for (const request of fake.requests) {
      const size = entriesOf(request).reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail) + 200, 0);
      expect(size).toBeLessThan(256 * 1024);
    }
  });

  it('is sent only the refused entries again, until they are taken', async () => {
    refusals.set('s1', 2).set('s3', 1);
    await bus().publish([0, 1, 2, 3].map((n) => batch(n)));
    expect(taken).toEqual(['s0', 's2', 's3', 's1']);
  });

  it('that goes on refusing makes it fail, with the reason', async () => {
    refusals.set('s1', 99);
    await expect(bus().publish([batch(0), batch(1)])).rejects.toThrow(
      'EventBridge refused 1 events: ThrottlingException: slow down',
    );
    expect(taken).toEqual(['s0']);
  });

  it('is not called for nothing', async () => {
    await bus().publish([]);
    expect(fake.requests).toEqual([]);
  });
});

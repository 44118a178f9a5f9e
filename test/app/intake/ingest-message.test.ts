import { type IngestPorts, ingestMessage } from '../../../app/intake/ingest-message';
import { quarantineKey } from '../../../app/intake/quarantine';
import type { ScanBatch } from '../../../app/intake/scan-batch';
import { memoryQuarantine } from '../../support/memory-ports';
import { aMessage, aSentScan, RECEIVED_AT } from '../../support/messages';

function fixture(over: Partial<IngestPorts> = {}) {
  const published: ScanBatch[] = [];
  const noted: unknown[] = [];
  const quarantine = memoryQuarantine();
  const ports: IngestPorts = {
    quarantine,
    bus: {
      publish: async (batches) => {
        published.push(...batches);
      },
    },
    readers: {
      seen: async (...seen) => {
        noted.push(seen);
      },
      status: async (...status) => {
        noted.push(status);
      },
    },
    ...over,
  };
  return {
    published,
    noted,
    quarantine,
    ingest: (message: ReturnType<typeof aMessage>) => ingestMessage(ports, message, 'UTC'),
  };
}

const statusTopic = { topic: 'shelflog/readers/desk-1/status' };

describe('a message of good scans', () => {
  it('goes on the bus, and its reader was seen', async () => {
    const { ingest, published, noted, quarantine } = fixture();
    await ingest(aMessage({ scans: [aSentScan(), aSentScan({ scanId: 'b' })] }));
    expect(published.map(({ scans }) => scans.length)).toEqual([2]);
    expect(noted).toEqual([['desk-1', RECEIVED_AT]]);
    expect(quarantine.objects.size).toBe(0);
  });

  it('that cannot be put on the bus fails, so that it is tried again', async () => {
    const { ingest } = fixture({ bus: { publish: () => Promise.reject(new Error('throttled')) } });
    await expect(ingest(aMessage(aSentScan()))).rejects.toThrow('throttled');
  });
});

describe('a message with something bad in it', () => {
  const message = aMessage({ scans: [aSentScan(), { scanId: 'b' }, { scanId: '' }] });

  it('is quarantined whole and once, naming the places, and its good scans go on', async () => {
    const { ingest, published, quarantine } = fixture();
    const { quarantinedAs } = await ingest(message);
    expect(published.flatMap(({ scans }) => scans.map(({ scanId }) => scanId))).toEqual(['01JD-a_1']);
    expect([...quarantine.objects.keys()]).toEqual([quarantinedAs]);
    expect(quarantine.objects.get(quarantinedAs ?? '')).toMatchObject({
      kind: 'input',
      topic: 'shelflog/readers/desk-1/scans',
      clientId: 'desk-1',
      receivedAt: RECEIVED_AT,
      faults: [{ place: 'scans[1]' }, { place: 'scans[2]' }],
      payload: Buffer.from(message.payload).toString('base64'),
    });
  });

  it('that comes again adds nothing to the quarantine', async () => {
    const { ingest, quarantine } = fixture();
    await ingest(message);
    await ingest({ ...message, receivedAt: '2026-11-23T00:00:00.000Z' });
    expect([...quarantine.objects.values()].map(({ receivedAt }) => receivedAt)).toEqual([RECEIVED_AT]);
  });

  it('that cannot be quarantined fails before anything goes on', async () => {
    const { ingest, published } = fixture({
      quarantine: { put: () => Promise.reject(new Error('S3 is down')) },
    });
    await expect(ingest(message)).rejects.toThrow('S3 is down');
    expect(published).toEqual([]);
  });

  it('without a good scan puts nothing on the bus and says nothing of its reader', async () => {
    const { ingest, published, noted } = fixture();
    await ingest(aMessage(aSentScan(), { clientId: 'desk-2' }));
    expect([published, noted]).toEqual([[], []]);
  });
});

describe('the name of a quarantined message', () => {
  it('tells apart topic, client and bytes, wherever one ends and the next begins', () => {
    const named = [
      ['ab', 'c', 'd'],
      ['a', 'bc', 'd'],
      ['ab', 'cd', ''],
      ['ab', 'c', 'e'],
      ['ab', 'c\n', 'd'],
      ['ab', 'c', '\nd'],
    ].map(([topic = '', clientId = '', bytes = '']) =>
      quarantineKey({ topic, clientId, payload: Buffer.from(bytes) }),
    );
    expect(new Set(named).size).toBe(named.length);
    expect(named[0]).toMatch(/^quarantine\/[0-9a-f]{64}\.json$/);
  });
});

describe('a status message', () => {
  it('is noted of its reader', async () => {
    const { ingest, noted } = fixture();
    const said = {
      state: 'online',
      at: '2026-11-22T10:15:00+01:00',
      spoolDepth: 3,
      version: '1.2.0',
      odd: 1,
    };
    await ingest(aMessage(said, statusTopic));
    await ingest(aMessage({ state: 'offline', at: null }, statusTopic));
    expect(noted).toEqual([
      [
        'desk-1',
        { state: 'online', at: '2026-11-22T09:15:00.000Z', spoolDepth: 3, version: '1.2.0' },
        RECEIVED_AT,
      ],
      ['desk-1', { state: 'offline' }, RECEIVED_AT],
    ]);
  });

  it.each([
    ['nothing', '', 1],
    ['no object', '7', 1],
    ['another state', { state: 'asleep' }, 1],
    ['all wrong', { at: 'noon', spoolDepth: -1, version: 5 }, 4],
  ])('that says %s is quarantined with every reason', async (_, said, count) => {
    const { ingest, noted, quarantine } = fixture();
    await ingest(aMessage(said, statusTopic));
    expect(noted).toEqual([]);
    const [object] = quarantine.objects.values();
    expect(object?.faults.flatMap(({ reasons }) => reasons)).toHaveLength(count);
  });

  it("on another reader's topic is quarantined", async () => {
    const { ingest, noted, quarantine } = fixture();
    await ingest(aMessage({ state: 'offline' }, { ...statusTopic, clientId: 'desk-2' }));
    expect([noted.length, quarantine.objects.size]).toEqual([0, 1]);
  });
});

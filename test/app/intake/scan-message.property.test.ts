import fc from 'fast-check';
import { parseStatusMessage } from '../../../app/intake/ingest-status';
import { scanBatchSchema, toScanBatches } from '../../../app/intake/scan-batch';
import { type MqttMessage, parseScanMessage } from '../../../app/intake/scan-message';
import { aMessage } from '../../support/messages';

const topic = fc.constantFrom('shelflog/readers/desk-1/scans', 'home/rfiddata', 'shelflog/readers/x/status');
const clientId = fc.oneof(fc.constant('desk-1'), fc.string());

/** Values near the rules' edges, among any others. */
const odd = fc.oneof(
  fc.jsonValue({ noUnicodeString: false }),
  fc.constantFrom(
    '2026-11-22T09:15:02Z',
    '2023-09-18 18:00:00.5',
    '2016-12-31T23:59:60Z',
    'toggle',
    'inventory',
    386103974449,
    -0,
    1e300,
    'book-77\0\0',
    '',
    '\ud800',
  ),
);
const name = fc.constantFrom(
  'scanId',
  'tagId',
  'scannedAt',
  'mode',
  'text',
  'clockSynced',
  'seq',
  'bootId',
  'id',
  'timestamp',
  '__proto__',
  'extra',
);
const nearScan = fc
  .array(fc.tuple(name, odd))
  .map((fields) =>
    Object.fromEntries([['scanId', 's'], ['tagId', 't'], ['scannedAt', '2026-11-22T09:15:02Z'], ...fields]),
  );
const content = fc.oneof(
  nearScan,
  fc.record({ scans: fc.oneof(fc.array(fc.oneof(nearScan, odd), { maxLength: 8 }), odd) }),
  odd,
);
const payload = fc.oneof(
  content.map((value) => Buffer.from(JSON.stringify(value))),
  fc.uint8Array({ maxLength: 200 }),
  fc.string().map((text) => Buffer.from(text)),
);
const anyMessage: fc.Arbitrary<MqttMessage> = fc
  .record({ topic, clientId, payload })
  .map(({ payload: bytes, ...over }) => aMessage(bytes, over));

const parse = (message: MqttMessage) => parseScanMessage(message, 'Europe/Berlin');

describe('whatever comes in', () => {
  it('ends as scans or as reasons, and never throws', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { scans, faults, scanCount } = parse(message);
        expect(scans.length + faults.length).toBeGreaterThan(0);
        expect(faults.every(({ reasons }) => reasons.length > 0)).toBe(true);
        expect(scans.length).toBeLessThanOrEqual(scanCount);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every part of a batch: each is a scan, a fault, or the same as another', () => {
    const batch = fc.array(fc.oneof(nearScan, odd), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(batch, (scans) => {
        const whole = parse(aMessage({ scans }));
        const parts = scans.map((scan) => parse(aMessage({ scans: [scan] })));
        const good = parts.flatMap((part) => part.scans.map((scan) => JSON.stringify(scan)));
        expect(new Set(whole.scans.map((scan) => JSON.stringify(scan)))).toEqual(new Set(good));
        expect(whole.faults.map(({ reasons }) => reasons)).toEqual(
          parts.flatMap((part) => part.faults.map(({ reasons }) => reasons)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is normal once read: sent again as read, it reads the same', () => {
    fc.assert(
      fc.property(nearScan, (sent) => {
        const [scan] = parse(aMessage(sent)).scans;
        fc.pre(scan !== undefined);
        const { extra, ...fields } = scan!;
        const again = Buffer.from(JSON.stringify({ ...extra, ...fields }));
        expect(parse(aMessage(again)).scans).toEqual([scan]);
      }),
      { numRuns: 300 },
    );
  });

  it('passes the bus unchanged', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        for (const batch of toScanBatches(message, parse(message))) {
          expect(scanBatchSchema.parse(JSON.parse(JSON.stringify(batch)))).toEqual(batch);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('on the status topic ends as a status or as reasons, and never throws', () => {
    const state = fc.record({
      state: fc.constantFrom('online', 'offline', 'gone'),
      at: odd,
      spoolDepth: odd,
    });
    fc.assert(
      fc.property(fc.oneof(state, odd), clientId, (said, client) => {
        const parsed = parseStatusMessage(
          aMessage(JSON.stringify(said), { topic: 'shelflog/readers/desk-1/status', clientId: client }),
        );
        expect('status' in parsed || parsed.faults.every(({ reasons }) => reasons.length > 0)).toBe(true);
      }),
    );
  });
});

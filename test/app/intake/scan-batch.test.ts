import { scanBatchSchema, toScanBatches } from '../../../app/intake/scan-batch';
import { type MqttMessage, parseScanMessage } from '../../../app/intake/scan-message';
import { aMessage, aSentScan, RECEIVED_AT } from '../../support/messages';

const MAX_BYTES = 200 * 1024;
const batchesOf = (message: MqttMessage) => toScanBatches(message, parseScanMessage(message, 'UTC'));
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('the bus events of a message', () => {
  it('of one scan are one, with the message as it came', () => {
    const message = aMessage(aSentScan());
    expect(batchesOf(message)).toEqual([
      {
        topic: 'shelflog/readers/desk-1/scans',
        clientId: 'desk-1',
        receivedAt: RECEIVED_AT,
        readerId: 'desk-1',
        channel: 'mqtt',
        lastScannedAt: '2026-11-22T09:15:02.114Z',
        scans: [
          {
            scanId: '01JD-a_1',
            tagId: '386103974449',
            scannedAt: '2026-11-22T09:15:02.114Z',
            mode: 'toggle',
            text: '',
          },
        ],
        raw: Buffer.from(message.payload).toString('base64'),
      },
    ]);
  });

  it('are none where no scan is good', () => {
    expect(batchesOf(aMessage('{'))).toEqual([]);
  });

  it('of several scans carry them without the message, also where only one is good', () => {
    const good = aSentScan();
    for (const scans of [
      [good, {}],
      [good, good],
      [good, aSentScan({ scanId: 'b' })],
    ]) {
      const batches = batchesOf(aMessage({ scans }));
      expect(batches).toHaveLength(1);
      expect(batches[0]).not.toHaveProperty('raw');
    }
  });

  it('tell the latest time among its good scans, in whatever order they stand', () => {
    const scans = ['10:00', '12:00', '11:00'].map((time, n) =>
      aSentScan({ scanId: `s${n}`, scannedAt: `2026-11-22T${time}:00Z` }),
    );
    const bad = { scannedAt: '2026-11-22T23:00:00Z' };
    expect(batchesOf(aMessage({ scans: [...scans, bad] }))[0]?.lastScannedAt).toBe(
      '2026-11-22T12:00:00.000Z',
    );
  });

  it('each fit the bus where they do not fit together, all of them in their order', () => {
    // 1e20 is written out as 21 digits, so that 127 KB become more than 500.
    const scans = Array.from({ length: 100 }, (_, n) =>
      JSON.stringify(aSentScan({ scanId: `s${n}`, x: [] })).replace('[]', `[${Array(230).fill('1e20')}]`),
    );
    const message = aMessage(`{"scans":[${scans}]}`);
    expect(message.payload.byteLength).toBeLessThan(128 * 1024);
    const batches = batchesOf(message);
    expect(batches.length).toBeGreaterThan(2);
    for (const batch of batches) expect(sizeOf(batch)).toBeLessThanOrEqual(MAX_BYTES);
    expect(batches.flatMap((batch) => batch.scans.map(({ scanId }) => scanId))).toEqual(
      scans.map((_, n) => `s${n}`),
    );
    expect(new Set(batches.map(({ lastScannedAt }) => lastScannedAt)).size).toBe(1);
  });

  it('leave the message out where it would not fit', () => {
    const batches = batchesOf(aMessage(aSentScan({ note: 'x'.repeat(120_000) })));
    expect(batches).toHaveLength(1);
    expect(batches[0]).not.toHaveProperty('raw');
    expect(sizeOf(batches[0])).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('come through the bus as they are', () => {
    const said = { clockSynced: true, seq: 1, bootId: 'b', text: 'a\0b 📚' };
    const [batch] = batchesOf(aMessage(`{"__proto__":{"x":1},${JSON.stringify(aSentScan(said)).slice(1)}`));
    expect(JSON.stringify(scanBatchSchema.parse(JSON.parse(JSON.stringify(batch))).scans[0]?.extra)).toBe(
      '{"__proto__":{"x":1}}',
    );
    expect(scanBatchSchema.parse(JSON.parse(JSON.stringify(batch)))).toEqual(batch);
  });
});

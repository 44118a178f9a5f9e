import { appendMessages } from '../../../app/intake/append-messages';
import { aVoid } from '../../domain/builders';
import { aSentScan } from '../../support/messages';
import { appendFixture, NOW, queued } from './append-fixture';

describe('a scan that cancels an earlier one', () => {
  const checkout = aSentScan({ scanId: 'k-1', mode: 'checkout' });
  const cancel = aSentScan({
    scanId: 'k-2',
    mode: 'return',
    cancels: 'k-1',
    scannedAt: '2026-11-22T09:15:03.000Z',
  });

  it('is recorded with a void of that one, in one message or after it, once', async () => {
    for (const messages of [
      [queued({ scans: [cancel, checkout] })],
      [queued(checkout), queued(cancel), queued(cancel)],
    ]) {
      const { log, quarantine, ports } = appendFixture();
      for (const message of messages) await appendMessages(ports, message);
      expect(log.events()).toHaveLength(3);
      expect(await log.read('tag#386103974449', 'void#k-1')).toEqual({
        streamId: 'tag#386103974449',
        eventId: 'void#k-1',
        type: 'ScanVoided',
        schemaVersion: 1,
        effectiveAt: '2026-11-22T09:15:03.000Z',
        occurredAt: '2026-11-22T09:15:03.000Z',
        recordedAt: NOW,
        clockSuspect: false,
        source: { channel: 'mqtt', by: 'desk-1' },
        data: { tagId: '386103974449', scanId: 'k-1', reason: 'cancelled by scan k-2' },
      });
      expect(quarantine.objects.size).toBe(0);
    }
  });

  it('counts as recorded once and as known after that', async () => {
    const { ports } = appendFixture();
    expect(await appendMessages(ports, queued({ scans: [checkout, cancel] }))).toMatchObject({ recorded: 2 });
    expect(await appendMessages(ports, queued({ scans: [checkout, cancel] }))).toMatchObject({
      recorded: 0,
      known: 2,
      conflicts: 0,
    });
  });

  it.each([
    [
      'of another reader',
      { ...checkout },
      { topic: 'shelflog/readers/gate/scans', clientId: 'gate' },
      'is by reader gate',
    ],
    ['that is no checkout', { ...checkout, mode: 'toggle' }, {}, 'is no checkout'],
    ['that lies after it', { ...checkout, scannedAt: '2026-11-22T09:15:03.500Z' }, {}, 'is no earlier one'],
  ])('%s is quarantined, and voids nothing', async (_, named, over, reason) => {
    const { log, quarantine, ports } = appendFixture();
    await appendMessages(ports, queued(named, over));
    expect(await appendMessages(ports, queued(cancel))).toMatchObject({
      recorded: 0,
      conflicts: 1,
      failed: [],
    });
    expect(log.events()).toHaveLength(1);
    expect([...quarantine.objects.values()]).toMatchObject([
      { faults: [{ place: 'scan', reasons: [`cancels: scan k-1 of tag 386103974449 ${reason}`] }] },
    ]);
  });

  it('of another tag is not found there, and waits for it as one that is still on its way', async () => {
    const { log, ports } = appendFixture();
    await appendMessages(ports, queued({ ...checkout, tagId: 'other' }));
    const { failed } = await appendMessages(ports, queued(cancel));
    expect(String(failed[0]?.error)).toContain('cancels k-1, which is not recorded yet');
    expect(log.events()).toHaveLength(1);
    await appendMessages(ports, queued(checkout));
    expect(await appendMessages(ports, queued(cancel))).toMatchObject({ recorded: 1, failed: [] });
  });

  it('leaves the void that people gave, and what they took back', async () => {
    const { log, ports } = appendFixture();
    await appendMessages(ports, queued(checkout));
    const byAnn = aVoid('2026-11-22T09:15:02.500Z', 'k-1');
    await log.insert([byAnn]);
    await appendMessages(ports, queued(cancel));
    expect(await log.read('tag#386103974449', 'void#k-1')).toEqual(byAnn);
    expect(log.events()).toHaveLength(3);
  });
});

import { readerWords } from '../../../ops/lib/reader-words';

describe('a reader in words', () => {
  it('tells what it told, and of what is wrong only what is', () => {
    expect(
      readerWords({
        readerId: 'desk-1',
        oldestUnsentAt: '2026-11-22T09:00:00.000Z',
        parked: 2,
        lastReadAt: '2026-11-22T09:14:00.000Z',
        reads: 4711,
        repeats: 17,
        readErrors: { collision: 3, locked: 0 },
        chip: { kind: 'mfrc522', version: '92', faults: 1 },
        clockSynced: false,
        undervoltage: true,
        trouble: ['reader-id-taken', 'scan-parked'],
        temperatureC: 61.2,
        freeDiskBytes: 12_345_678_901,
        uptimeS: 9_000,
        certificateEndsAt: '2027-11-22T00:00:00.000Z',
      }),
    ).toBe(
      'desk-1: trouble reader-id-taken scan-parked, unsent since 2026-11-22T09:00:00.000Z, 2 set aside for a person, last read 2026-11-22T09:14:00.000Z, ' +
        '4711 reads, 17 repeats, errors collision 3, chip mfrc522 92 with 1 faults, clock not synced, undervoltage, ' +
        '61.2 °C, 12.3 GB free, up 2.5 h, certificate until 2027-11-22',
    );
    expect(
      readerWords({
        readerId: 'bin',
        parked: 0,
        clockSynced: true,
        undervoltage: false,
        chip: { kind: null },
      }),
    ).toBe('bin: chip unknown');
  });

  it('is nothing of a reader that told nothing', () => {
    expect(readerWords({ readerId: 'bin' })).toBeUndefined();
  });
});

import type { ReaderStatus } from '../../../app/intake/ingest-status';
import { readerAilments } from '../../../app/intake/reader-ailments';

const NOW = '2026-11-28T12:00:00.000Z';
const WELL: ReaderStatus = {
  state: 'online',
  trouble: [],
  parked: 0,
  undervoltage: false,
  clockSynced: true,
  uptimeS: 86_400,
  freeDiskBytes: 8_000_000_000,
  certificateEndsAt: '2027-06-01T00:00:00.000Z',
  oldestUnsentAt: '2026-11-28T11:59:00.000Z',
  chip: { kind: 'mfrc522', version: '92', faults: 3 },
};

describe('what ails a reader', () => {
  const ails = (told: Partial<ReaderStatus>) => readerAilments({ ...WELL, ...told }, NOW);

  it('is nothing where it is well, or tells nothing', () => {
    expect(ails({})).toEqual([]);
    expect(readerAilments({ state: 'online' }, NOW)).toEqual([]);
  });

  it.each<[string, Partial<ReaderStatus>]>([
    ['scans-unsent', { oldestUnsentAt: '2026-11-28T10:59:59.000Z' }],
    ['scan-parked', { parked: 1 }],
    ['undervoltage', { undervoltage: true }],
    ['clock-wrong', { clockSynced: false }],
    ['disk-nearly-full', { freeDiskBytes: 100_000_000 }],
    ['certificate-ends', { certificateEndsAt: '2026-12-28T00:00:00.000Z' }],
    ['chip-silent', { chip: { kind: 'none' } }],
  ])('is %s', (code, told) => {
    expect(ails(told)).toEqual([code]);
  });

  it('is what it says itself, each once', () => {
    expect(ails({ trouble: ['scan-parked', 'reader-id-taken'], parked: 2 })).toEqual([
      'reader-id-taken',
      'scan-parked',
    ]);
  });

  it('is not yet a clock that has had no time to be set', () => {
    expect(ails({ clockSynced: false, uptimeS: 60 })).toEqual([]);
  });

  it('is nothing of a reader that is gone', () => {
    expect(ails({ state: 'offline', undervoltage: true })).toEqual([]);
  });
});

import { parseStatusMessage } from '../../../app/intake/ingest-status';
import { aMessage } from '../../support/messages';

const parse = (content: unknown) =>
  parseStatusMessage(aMessage(content, { topic: 'shelflog/readers/desk-1/status' }));

const TOLD = {
  state: 'online',
  at: '2026-11-22T10:15:02+01:00',
  spoolDepth: 0,
  version: '0.2.0',
  oldestUnsentAt: '2026-11-22T09:00:00Z',
  lastReadAt: '2026-11-22T09:15:00.1234Z',
  reads: 4711,
  repeats: 17,
  readErrors: { collision: 3, locked: 0 },
  chip: { kind: 'mfrc522', version: null, faults: 0 },
  clockSynced: true,
  uptimeS: 12.5,
  temperatureC: -3.5,
  undervoltage: false,
  freeDiskBytes: 9_007_199_254_740_991,
  certificateEndsAt: '2027-11-22T09:15:02Z',
  parked: 0,
};

describe('what a reader tells of itself', () => {
  it('is read whole, its times in UTC', () => {
    expect(parse(TOLD)).toEqual({
      readerId: 'desk-1',
      status: {
        ...TOLD,
        at: '2026-11-22T09:15:02.000Z',
        oldestUnsentAt: '2026-11-22T09:00:00.000Z',
        lastReadAt: '2026-11-22T09:15:00.123Z',
        certificateEndsAt: '2027-11-22T09:15:02.000Z',
      },
    });
  });

  it('may be nothing but its state: null is absent, and what we do not know is passed over', () => {
    const nulls = Object.fromEntries(Object.keys(TOLD).map((name) => [name, null]));
    expect(parse({ ...nulls, state: 'offline', trouble: 'spool-full', mood: 'good' })).toEqual({
      readerId: 'desk-1',
      status: { state: 'offline' },
    });
  });

  it('is refused with every reason at once', () => {
    const wrong = {
      state: 'on',
      oldestUnsentAt: 'noon',
      reads: -1,
      readErrors: { collision: 'many' },
      chip: 'mfrc522',
      clockSynced: 'yes',
      temperatureC: '61',
      parked: 1.5,
    };
    const parsed = parse(wrong);
    const reasons = 'faults' in parsed ? parsed.faults.flatMap((fault) => fault.reasons) : [];
    expect(reasons.map((reason) => reason.split(':')[0]).sort()).toEqual([
      'chip',
      'clockSynced',
      'oldestUnsentAt',
      'parked',
      'readErrors.collision',
      'reads',
      'state',
      'temperatureC',
    ]);
  });
});

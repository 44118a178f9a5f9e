import { createHash } from 'node:crypto';
import { aSentScan } from '../../support/messages';
import { parseSeed } from './parsed-messages';

describe("the seed system's message", () => {
  const sent = { id: 386103974449, text: ' book-77 \0', timestamp: '2023-09-18 18:00:00.123456' };

  it('is a scan in toggle mode, named by what it says as it came', () => {
    const hash = createHash('sha256')
      .update('386103974449| book-77 \0|2023-09-18 18:00:00.123456')
      .digest('hex');
    expect(parseSeed(sent)).toEqual({
      readerId: 'raspberry',
      scanCount: 1,
      faults: [],
      scans: [
        {
          scanId: `legacy-${hash.slice(0, 32)}`,
          tagId: '386103974449',
          scannedAt: '2023-09-18T16:00:00.123Z',
          mode: 'toggle',
          text: 'book-77',
        },
      ],
    });
  });

  it('without a client id is by reader legacy', () => {
    expect(['', 'n/a', 'legacy', 'paho/1234'].map((id) => parseSeed(sent, id).readerId)).toEqual([
      'legacy',
      'legacy',
      'legacy',
      'paho/1234',
    ]);
  });

  it.each(['import', 'desk:ann', 'x'.repeat(129)])('by client %s is refused', (clientId) => {
    expect(parseSeed(sent, clientId)).toMatchObject({ scans: [], faults: [{ place: 'message' }] });
  });

  it('keeps fields that it does not know', () => {
    expect(parseSeed({ ...sent, mode: 'return' }).scans[0]).toMatchObject({
      mode: 'toggle',
      extra: { mode: 'return' },
    });
  });

  it('gives every reason at once where it is wrong', () => {
    expect(parseSeed({ id: 'a b', text: 1, timestamp: 'noon' }).faults).toEqual([
      {
        place: 'scan',
        reasons: [
          expect.stringMatching(/^id: must be/),
          expect.stringMatching(/^text: must be/),
          'timestamp: must be a time like 2023-09-18 18:00:00.123456',
        ],
      },
    ]);
    expect(parseSeed({}).faults[0]?.reasons).toEqual(['id: is missing', 'timestamp: is missing']);
  });

  it('on its topic is the only form', () => {
    expect(parseSeed(aSentScan()).scans).toEqual([]);
    expect(parseSeed({ scans: [sent] }).scans).toEqual([]);
  });
});

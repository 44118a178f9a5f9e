import { voidScan } from '../../../../domain/tag/decide/void-scan';
import type { TagEvent } from '../../../../domain/tag/events';
import { BY_ANN, BY_BEN, deciding, ofAnn } from '../../../support/spec';
import { aRestoral, aScan, at, aVoid, TAG } from '../../builders';

const voiding = deciding(voidScan, (events: readonly TagEvent[]) => ({ events }));
const mistake = { tagId: TAG, scanId: 'mistake', reason: 'scanned by mistake' };
const scan = aScan(at('09:00'), { scanId: 'mistake' });

describe('voiding a scan', () => {
  it('given the scan, then it is void', () => {
    voiding
      .given(scan)
      .when(mistake)
      .records({
        streamId: `tag#${TAG}`,
        eventId: 'void#mistake',
        type: 'ScanVoided',
        effectiveAt: BY_ANN.now,
        data: mistake,
      });
  });

  it('given no such scan, then it is refused', () => {
    voiding
      .given(aScan(at('09:00'), { scanId: 'another' }))
      .when(mistake)
      .rejects('unknown-scan', /mistake/);
  });

  it('given a void of it, then it is refused, naming who gave that and why', () => {
    voiding
      .given(scan, ofAnn(aVoid(at('10:00'), 'mistake')))
      .when(mistake, BY_BEN)
      .rejects('already-voided', /by ann .*: "scanned by mistake"\. To take that back, restore the scan\.$/);
  });

  it('given the void of another scan, then it is void as well', () => {
    voiding
      .given(scan, aVoid(at('10:00'), 'another'))
      .when(mistake)
      .records({ eventId: 'void#mistake' });
  });

  it('given the void of this very command, then nothing is left to do', () => {
    const own = ofAnn(aVoid(at('12:00'), 'mistake'));
    voiding.given(scan, own).when(mistake).already(own);
    voiding
      .given(scan, own)
      .when({ ...mistake, reason: 'another reason' })
      .rejects('idempotency-key-reused');
    voiding
      .given(scan, own)
      .when({ ...mistake, scanId: 'another' })
      .rejects('idempotency-key-reused');
  });

  it('given a void that was taken back, then it is void a second time', () => {
    voiding
      .given(scan, aVoid(at('10:00'), 'mistake'), aRestoral(at('11:00'), 'mistake'))
      .when(mistake)
      .records({ eventId: 'void#mistake#000002', data: mistake });
  });

  it('given two voids of which one was taken back, then it is refused, naming the last', () => {
    const second = {
      ...ofAnn(aVoid(at('11:30'), 'mistake', { n: 2 })),
      data: { ...mistake, reason: 'again' },
    };
    voiding
      .given(scan, second, aRestoral(at('11:00'), 'mistake'), aVoid(at('10:00'), 'mistake'))
      .when(mistake, BY_BEN)
      .rejects('already-voided', /: "again"/);
  });

  it('given a scan whose id ends in digits, then its first void is not taken for a later one', () => {
    const numbered = aScan(at('09:00'), { scanId: 'desk-000007' });
    const voided = aVoid(at('10:00'), 'desk-000007');
    voiding
      .given(numbered, voided, aRestoral(at('11:00'), 'desk-000007'))
      .when({ ...mistake, scanId: 'desk-000007' })
      .records({ eventId: 'void#desk-000007#000002' });
  });
});

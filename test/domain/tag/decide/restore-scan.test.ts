import { restoreScan } from '../../../../domain/tag/decide/restore-scan';
import type { TagEvent } from '../../../../domain/tag/events';
import { BY_ANN, deciding, ofAnn } from '../../../support/spec';
import { aRestoral, aScan, at, aVoid, TAG } from '../../builders';

const restoring = deciding(restoreScan, (events: readonly TagEvent[]) => ({ events }));
const rightAfterAll = { tagId: TAG, scanId: 'mistake', reason: 'it was right' };
const scan = aScan(at('09:00'), { scanId: 'mistake' });
const voided = aVoid(at('10:00'), 'mistake');

describe('restoring a scan', () => {
  it('given a scan that is void, then its void is taken back', () => {
    restoring
      .given(scan, voided)
      .when(rightAfterAll)
      .records({
        streamId: `tag#${TAG}`,
        eventId: 'restore#mistake#000001',
        type: 'ScanRestored',
        effectiveAt: BY_ANN.now,
        data: rightAfterAll,
      });
  });

  it('given no such scan, then it is refused, though a void names it', () => {
    restoring
      .given(voided)
      .when(rightAfterAll)
      .rejects('unknown-scan', /mistake/);
  });

  it('given a scan that is not void, then there is nothing to restore', () => {
    restoring
      .given(scan)
      .when(rightAfterAll)
      .rejects('not-voided', /mistake/);
    restoring
      .given(scan, aVoid(at('10:00'), 'another'))
      .when(rightAfterAll)
      .rejects('not-voided');
    restoring
      .given(scan, voided, aRestoral(at('11:00'), 'mistake'))
      .when(rightAfterAll)
      .rejects('not-voided');
  });

  it('given a scan that is void once more, then it is restored once more', () => {
    restoring
      .given(scan, voided, aRestoral(at('11:00'), 'mistake'), aVoid(at('11:30'), 'mistake', { n: 2 }))
      .when(rightAfterAll)
      .records({ eventId: 'restore#mistake#000002' });
  });

  it('given the restoral of this very command, then nothing is left to do', () => {
    const own = ofAnn(aRestoral(at('12:00'), 'mistake'));
    restoring.given(scan, voided, own).when(rightAfterAll).already(own);
    for (const other of [{ reason: 'another reason' }, { scanId: 'another' }]) {
      restoring
        .given(scan, voided, own)
        .when({ ...rightAfterAll, ...other })
        .rejects('idempotency-key-reused');
    }
  });
});

import { enterScan } from '../../../../domain/tag/decide/enter-scan';
import type { TagEvent } from '../../../../domain/tag/events';
import { BY_ANN, BY_BEN, deciding, ofAnn } from '../../../support/spec';
import { aScan, at, TAG } from '../../builders';

const entering = deciding(enterScan, (events: readonly TagEvent[]) => ({ events }));
const checkout = { tagId: TAG, scanId: 'desk-1', mode: 'checkout' } as const;

describe('entering a scan by hand', () => {
  it('given nothing, then it is a scan by the desk of who gave the command, now', () => {
    entering
      .given()
      .when(checkout)
      .records({
        streamId: `tag#${TAG}`,
        eventId: 'scan#desk-1',
        type: 'TagScanned',
        effectiveAt: BY_ANN.now,
        occurredAt: BY_ANN.now,
        clockSuspect: false,
        data: { scanId: 'desk-1', tagId: TAG, readerId: 'desk:ann', mode: 'checkout', text: '' },
      });
  });

  it('given a time at which it was missed, then it counts then', () => {
    entering
      .given()
      .when({ ...checkout, scannedAt: at('09:00') })
      .records({ effectiveAt: at('09:00'), occurredAt: at('09:00'), recordedAt: BY_ANN.now });
  });

  it.each([at('12:05:00.001'), '2025-01-26T11:59:59.999Z'])(
    'given the time %s, which cannot be right, then it is refused',
    (scannedAt) => {
      entering
        .given()
        .when({ ...checkout, scannedAt })
        .rejects('scanned-at-out-of-range', /5 minutes ahead/);
    },
  );

  it.each([at('12:05:00.000'), '2025-01-26T12:00:00.000Z'])(
    'given the time %s, the furthest that can be right, then it counts then',
    (scannedAt) => {
      entering
        .given()
        .when({ ...checkout, scannedAt })
        .records({ effectiveAt: scannedAt });
    },
  );

  it('given the scan of this very command, then nothing is left to do, later too', () => {
    const own = ofAnn(aScan(at('12:00'), { scanId: 'desk-1', mode: 'checkout', readerId: 'desk:ann' }));
    entering.given(own).when(checkout).already(own);
    entering
      .given(own)
      .when(checkout, { ...BY_ANN, now: at('13:00') })
      .already(own);
    entering
      .given(own)
      .when({ ...checkout, mode: 'return' })
      .rejects('idempotency-key-reused');
    entering
      .given(own)
      .when({ ...checkout, scannedAt: at('11:00') })
      .rejects('idempotency-key-reused');
  });

  it('given a scan under the same id that is not its own, then the key was reused', () => {
    const stored = ofAnn(aScan(at('12:00'), { scanId: 'desk-1', mode: 'checkout' }));
    entering.given(stored).when(checkout, BY_BEN).rejects('idempotency-key-reused');
  });
});

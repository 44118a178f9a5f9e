import { assignTag } from '../../../../domain/tag/decide/assign-tag';
import type { TagEvent } from '../../../../domain/tag/events';
import { BY_ANN, BY_BEN, deciding, ofAnn, WITHOUT_KEY } from '../../../support/spec';
import { anAssignment, aRetirement, aScan, at, TAG } from '../../builders';

const assigning = deciding(assignTag, (events: readonly TagEvent[]) => ({ events, isBookRegistered: true }));
const withoutBook = deciding(assignTag, (events: readonly TagEvent[]) => ({
  events,
  isBookRegistered: false,
}));
const toBook77 = { tagId: TAG, bookId: 'book-77', replace: false };
const toBook78 = { ...toBook77, bookId: 'book-78' };

describe('assigning a tag', () => {
  it('given nothing, then the tag is a copy of the book from now on', () => {
    assigning
      .given()
      .when(toBook77)
      .records({
        streamId: `tag#${TAG}`,
        eventId: 'assign#000001',
        type: 'TagAssigned',
        effectiveAt: BY_ANN.now,
        occurredAt: BY_ANN.now,
        recordedAt: BY_ANN.now,
        source: BY_ANN.source,
        data: { tagId: TAG, bookId: 'book-77' },
      });
  });

  it('given a book that is not registered, then it is refused', () => {
    withoutBook
      .given()
      .when(toBook77)
      .rejects('unknown-book', /book-77/);
  });

  it('given a copy of another book, then it is refused, naming that book, unless replace is true', () => {
    const copy = assigning.given(anAssignment(at('08:00'), 'book-77'));
    copy.when(toBook78).rejects('tag-assigned', /copy of book book-77/);
    copy
      .when({ ...toBook78, replace: true })
      .records({ eventId: 'assign#000002', data: { tagId: TAG, bookId: 'book-78' } });
  });

  it('given a copy of this very book, then nothing is advised that would change nothing', () => {
    assigning
      .given(anAssignment(at('08:00'), 'book-77'))
      .when(toBook77)
      .rejects('tag-assigned', /^Tag \S+ is a copy of book book-77 already: there is nothing to do\.$/);
  });

  it('given a retired tag, then it is found again, after the retirement though the clock is behind', () => {
    assigning
      .given(anAssignment(at('08:00'), 'book-77'), aRetirement(at('12:00:01')))
      .when(toBook77)
      .records({ eventId: 'assign#000002', effectiveAt: at('12:00:01.001'), recordedAt: BY_ANN.now });
  });

  it('given a retirement of a clock that cannot be right, then it counts from now', () => {
    assigning
      .given(aRetirement(at('12:05:00.001')))
      .when(toBook77)
      .records({ effectiveAt: BY_ANN.now });
  });

  it('given a tag that was only scanned, then its scans do not count as assignments', () => {
    assigning
      .given(aScan(at('09:00')))
      .when(toBook77)
      .records({ eventId: 'assign#000001' });
  });

  it('given the assignment of this very command, then nothing is left to do, also if another came since', () => {
    const own = ofAnn(anAssignment(at('12:00'), 'book-77'));
    assigning.given(own).when(toBook77).already(own);
    assigning
      .given(own, anAssignment(at('12:01'), 'book-78', 2))
      .when(toBook77)
      .already(own);
  });

  it('given the assignment of the same key to another book, then the key was reused', () => {
    assigning
      .given(ofAnn(anAssignment(at('12:00'), 'book-77')))
      .when(toBook78)
      .rejects('idempotency-key-reused', /book-77/);
  });

  it('given the assignment of another user, of no key or of a key long ago, then it is no own one', () => {
    const own = ofAnn(anAssignment(at('12:00'), 'book-77'));
    assigning.given(own).when(toBook77, BY_BEN).rejects('tag-assigned');
    assigning.given(own).when(toBook77, WITHOUT_KEY).rejects('tag-assigned');
    assigning.given(ofAnn(own, '2026-03-01T11:00:00.000Z')).when(toBook77).rejects('tag-assigned');
    assigning
      .given({ ...own, source: { channel: 'import', by: 'ann', key: 'key-1' } })
      .when(toBook77)
      .rejects('tag-assigned');
  });
});

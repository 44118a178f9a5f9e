import { withdrawBook } from '../../../../domain/book/decide/withdraw-book';
import type { BookEvent } from '../../../../domain/book/events';
import { BY_ANN, deciding, ofAnn } from '../../../support/spec';
import { aBook, aBookAgain, at, aWithdrawal } from '../../builders';

const withCopies = (copies: number) =>
  deciding(withdrawBook, (events: readonly BookEvent[]) => ({ events, copies }));
const withdrawing = withCopies(0);
const byMistake = { bookId: 'book-77', reason: 'registered by mistake' };
const registered = aBook(at('08:00'), 'book-77');

describe('withdrawing a book', () => {
  it('given a book without copies, then it is withdrawn', () => {
    withdrawing.given(registered).when(byMistake).records({
      streamId: 'book#book-77',
      eventId: 'withdraw#000001',
      type: 'BookWithdrawn',
      effectiveAt: BY_ANN.now,
      data: byMistake,
    });
  });

  it('given copies of it, then it is refused, naming how many', () => {
    withCopies(2)
      .given(registered)
      .when(byMistake)
      .rejects('book-has-copies', /copies: 2/);
  });

  it('given no such book, then it is refused as unknown', () => {
    withdrawing
      .given()
      .when(byMistake)
      .rejects('unknown-book', /book-77/);
  });

  it('given a withdrawn book, then it is refused; registered again, it is withdrawn a second time', () => {
    const withdrawn = [registered, aWithdrawal(at('09:00'), 'book-77')];
    withdrawing
      .given(...withdrawn)
      .when(byMistake)
      .rejects('book-withdrawn');
    withdrawing
      .given(...withdrawn, aBookAgain(at('10:00'), 'book-77', 2))
      .when(byMistake)
      .records({ eventId: 'withdraw#000002' });
  });

  it('given a registration a moment ahead of the clock, then it counts after that', () => {
    withdrawing
      .given(aBook(at('12:00'), 'book-77'))
      .when(byMistake)
      .records({ effectiveAt: at('12:00:00.001') });
  });

  it('given the withdrawal of this very command, then nothing is left to do', () => {
    const own = ofAnn(aWithdrawal(at('12:00'), 'book-77'));
    withdrawing.given(registered, own).when(byMistake).already(own);
    withdrawing
      .given(registered, own)
      .when({ ...byMistake, reason: 'too old' })
      .rejects('idempotency-key-reused');
  });
});

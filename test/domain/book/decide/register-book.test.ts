import { registerBook } from '../../../../domain/book/decide/register-book';
import type { BookEvent } from '../../../../domain/book/events';
import { BY_ANN, BY_BEN, deciding, ofAnn } from '../../../support/spec';
import { aBook, aBookAgain, aRename, at, aWithdrawal } from '../../builders';

const registering = deciding(registerBook, (events: readonly BookEvent[]) => ({ events }));
const emma = { bookId: 'book-77', name: 'Emma', author: 'Anon', isbn: '' };

describe('registering a book', () => {
  it('given nothing, then it is registered', () => {
    registering.given().when(emma).records({
      streamId: 'book#book-77',
      eventId: 'registered',
      type: 'BookRegistered',
      effectiveAt: BY_ANN.now,
      source: BY_ANN.source,
      data: emma,
    });
  });

  it('given a book of that id, then it is refused, naming the book', () => {
    registering
      .given(aBook(at('08:00'), 'book-77', 'Persuasion'))
      .when(emma)
      .rejects('book-exists', /as "Persuasion"\. Change its details, or take another bookId\.$/);
  });

  it('given the book of this very command, then nothing is left to do', () => {
    const own = ofAnn(aBook(at('12:00'), 'book-77', 'Emma'));
    registering.given(own).when(emma).already(own);
    registering.given(own).when(emma, BY_BEN).rejects('book-exists');
    for (const other of [{ name: 'Emma II' }, { author: 'Jane Austen' }, { isbn: '1' }]) {
      registering
        .given(own)
        .when({ ...emma, ...other })
        .rejects('idempotency-key-reused');
    }
  });

  it('given a withdrawn book, then it is registered again, above its withdrawal and after its changes', () => {
    registering
      .given(
        aBook(at('08:00'), 'book-77', 'Persuasion'),
        aRename(at('08:30'), 'book-77', 'Sanditon', 1),
        aWithdrawal(at('09:00'), 'book-77'),
      )
      .when(emma)
      .records({ eventId: 'register#000002', data: { ...emma, afterChange: 1 } });
  });

  it('given a withdrawal a moment ahead of the clock, then it counts after that', () => {
    registering
      .given(aBook(at('08:00'), 'book-77'), aWithdrawal(at('12:00'), 'book-77'))
      .when(emma)
      .records({ effectiveAt: at('12:00:00.001') });
  });

  it('given a book withdrawn and registered again, then it is refused, by the name it has now', () => {
    registering
      .given(
        aBook(at('08:00'), 'book-77', 'Persuasion'),
        aWithdrawal(at('09:00'), 'book-77'),
        aBookAgain(at('10:00'), 'book-77', 2, { name: 'Sanditon' }),
      )
      .when(emma)
      .rejects('book-exists', /"Sanditon"/);
  });
});

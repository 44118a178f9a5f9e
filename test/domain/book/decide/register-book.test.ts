import { registerBook } from '../../../../domain/book/decide/register-book';
import type { BookEvent } from '../../../../domain/book/events';
import { BY_ANN, BY_BEN, deciding, ofAnn } from '../../../support/spec';
import { aBook, at } from '../../builders';

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
      .rejects('book-exists', /"Persuasion"/);
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
});

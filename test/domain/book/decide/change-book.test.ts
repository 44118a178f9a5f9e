import { changeBook } from '../../../../domain/book/decide/change-book';
import type { BookEvent } from '../../../../domain/book/events';
import { BY_ANN, deciding, ofAnn } from '../../../support/spec';
import { aBook, aRename, at } from '../../builders';

const changing = deciding(changeBook, (events: readonly BookEvent[]) => ({ events }));
const registered = aBook(at('08:00'), 'book-77', 'Emma');
const to = (details: { name?: string; author?: string; isbn?: string }) => ({ bookId: 'book-77', details });

describe("changing a book's details", () => {
  it('given a registered book, then only what differs is recorded', () => {
    changing
      .given(registered)
      .when(to({ name: 'Emma, a novel', author: 'Anon', isbn: '' }))
      .records({
        streamId: 'book#book-77',
        eventId: 'details#000001',
        type: 'BookDetailsChanged',
        effectiveAt: BY_ANN.now,
        data: { bookId: 'book-77', name: 'Emma, a novel' },
      });
    changing
      .given(registered)
      .when(to({ author: 'Jane Austen', isbn: '1' }))
      .records({ data: { bookId: 'book-77', author: 'Jane Austen', isbn: '1' } });
  });

  it('given changes before, then it stands on the book as they left it', () => {
    changing
      .given(registered, aRename(at('09:00'), 'book-77', 'Emma II'))
      .when(to({ name: 'Emma' }))
      .records({ eventId: 'details#000002', data: { bookId: 'book-77', name: 'Emma' } });
  });

  it('given nothing that differs, then there is nothing to do', () => {
    changing
      .given(registered)
      .when(to({ name: 'Emma', isbn: '' }))
      .already();
  });

  it('given no such book, then it is refused', () => {
    changing
      .given()
      .when(to({ name: 'Emma' }))
      .rejects('unknown-book', /book-77/);
  });

  it('given the change of this very command, then nothing is left to do, though others came since', () => {
    const own = ofAnn(aRename(at('12:00'), 'book-77', 'Emma II'));
    changing
      .given(registered, own, aRename(at('12:01'), 'book-77', 'Emma III', 2))
      .when(to({ name: 'Emma II' }))
      .already(own);
  });
});

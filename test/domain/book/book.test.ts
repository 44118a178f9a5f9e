import { readBook } from '../../../domain/book/book';
import { aBook, aRename, at } from '../builders';

describe('a book', () => {
  it('given no registration, when it is read, then there is none', () => {
    expect(readBook([aRename(at('09:00'), 'b1', 'Emma')])).toBeUndefined();
  });

  it('given changes in any order and again, when it is read, then the change with the highest number stands', () => {
    const registered = aBook(at('08:00'), 'b1', 'Ema');
    const first = aRename(at('10:00'), 'b1', 'Emma', 1);
    const second = aRename(at('09:00'), 'b1', 'Emma: A Novel', 2);
    for (const events of [
      [registered, first, second],
      [second, first, second, registered],
    ]) {
      expect(readBook(events)).toEqual({
        bookId: 'b1',
        name: 'Emma: A Novel',
        author: 'Anon',
        isbn: '',
        revision: 2,
      });
    }
  });
});

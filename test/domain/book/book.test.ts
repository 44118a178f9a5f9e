import { isWithdrawn, readBook } from '../../../domain/book/book';
import { aBook, aBookAgain, aRename, at, aWithdrawal } from '../builders';

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
        registeredAt: at('08:00'),
      });
    }
  });

  describe('given a withdrawal', () => {
    const registered = aBook(at('08:00'), 'b1', 'Emma');
    const renamed = aRename(at('08:30'), 'b1', 'Emma: A Novel', 1);
    const withdrawn = aWithdrawal(at('09:00'), 'b1');
    const again = aBookAgain(at('10:00'), 'b1', 2, { name: 'Emma again', afterChange: 1 });

    it('when it is read, then it is withdrawn since then, with its details', () => {
      const book = readBook([withdrawn, registered, renamed]);
      expect(book).toMatchObject({
        name: 'Emma: A Novel',
        revision: 1,
        withdrawals: [{ from: at('09:00') }],
      });
      expect(book && isWithdrawn(book)).toBe(true);
    });

    it('when it is registered again, then it is back, as it was registered then, first registered as before', () => {
      for (const events of [
        [registered, renamed, withdrawn, again],
        [again, withdrawn, renamed, registered, again],
      ]) {
        const book = readBook(events);
        expect(book).toMatchObject({
          name: 'Emma again',
          revision: 1,
          registeredAt: at('08:00'),
          withdrawals: [{ from: at('09:00'), to: at('10:00') }],
        });
        expect(book && isWithdrawn(book)).toBe(false);
      }
    });

    it('when its details change after that, then only these changes count', () => {
      const later = aRename(at('11:00'), 'b1', 'Emma at last', 2);
      expect(readBook([registered, renamed, withdrawn, again, later])).toMatchObject({
        name: 'Emma at last',
        revision: 2,
      });
    });

    it('when a withdrawal and a registration have the same number, then it is withdrawn', () => {
      const book = readBook([registered, withdrawn, again, aWithdrawal(at('11:00'), 'b1', 2)]);
      expect(book?.withdrawals).toEqual([{ from: at('09:00'), to: at('10:00') }, { from: at('11:00') }]);
      expect(book && isWithdrawn(book)).toBe(true);
    });
  });
});

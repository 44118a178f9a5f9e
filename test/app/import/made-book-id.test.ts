import { madeBookId } from '../../../app/import/made-book-id';
import { BOOK_ID } from '../../../domain/identifiers';

describe('the id of a book that has none', () => {
  it.each([
    ['9780141439518', 'A Title', '9780141439518'],
    ['9780141439518 9780804429573', 'A Title', '9780141439518'],
    ['', 'The Long Film: a Film, at Length!', 'the-long-film-a-film-at-length'],
    ['', 'Война и мир', 'война-и-мир'],
    ['', '  --- 1984 --- ', '1984'],
    ['n/a', 'A Title', 'a-title'],
    ['', '', ''],
  ])('is of ISBN "%s" and title "%s": "%s"', (isbn, title, id) => {
    expect(madeBookId(isbn, title)).toBe(id);
  });

  it('of two long titles that begin alike are two, and each an id', () => {
    const title = 'Ünsal’s very long book about nothing in particular '.repeat(9);
    const ids = [
      madeBookId('', `${title}I`),
      madeBookId('', `${title}II`),
      madeBookId('', '!?'),
      madeBookId('', '?'),
    ];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(BOOK_ID);
  });
});

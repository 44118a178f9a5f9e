import { bookSearch, isFound, searchText } from '../../../app/queries/book-search';

const EMMA = { bookId: 'book-77', name: 'Émma,  a Novel', author: 'Jane Austen', isbn: '978-0-14-143951-8' };

describe('a search for books', () => {
  it.each([
    ['émma', true],
    ['E\u0301MMA', true],
    ['emma', false],
    ['emma, a', false],
    ['émma, a novel', true],
    ['AUSTEN', true],
    ['book-7', true],
    ['novel jane', false],
    ['978-0-14', true],
    ['9780141439518', true],
    ['978 0141 439518', true],
    ['0-14-143951-3', true],
    ['0141439513', true],
    ['0141439520', false],
    ['9780141439518 x', false],
  ])('for %p finds Émma: %p', (query, found) => {
    expect(isFound(EMMA, bookSearch(query))).toBe(found);
  });

  it('finds a book of a short ISBN by its long one', () => {
    expect(isFound({ ...EMMA, isbn: '0141439513' }, bookSearch('978-0-14-143951-8'))).toBe(true);
  });

  it('keeps a line for each field, so that nothing is found across two', () => {
    expect(searchText(EMMA)).toBe('book-77\némma, a novel\njane austen\n978-0-14-143951-8\n9780141439518');
  });
});

import { USUAL_COPIES } from '../../../../app/import/marc/copy-place';
import { bookOf } from '../../../../app/import/marc/marc-book';
import { textsOf } from '../../../../app/import/marc/marc-record';
import { MARC8, MARC21, UNIMARC_5426, UNIMARC_UTF8 } from './vectors';
import { readAll, recordIn } from './write-records';

const recordOf = (bytes: Buffer) => recordIn(readAll([bytes])[0]);
const bookIn = (bytes: Buffer) => bookOf(recordOf(bytes), USUAL_COPIES);
const textOf = (bytes: Buffer, tag: string, code: string) =>
  recordOf(bytes)
    .fields.filter((field) => field.tag === tag)
    .flatMap((field) => textsOf(field, code));

describe('the vectors of MARC 21 with holdings', () => {
  it('become a book with its title, author, one ISBN and four copies', () => {
    expect(bookIn(MARC21)).toEqual({
      bookId: 'ocm0001',
      name: 'Les misérables : édition abrégée',
      sortsFrom: 4,
      author: 'Académie d’études.',
      isbn: '9782070360024',
      copies: ['31234000123453', '31234000123461', '31234000123479', '31234000123487'],
      leftOut: [],
    });
  });

  it('have no copies but those of the field and code that is given', () => {
    const copies = (tag: string, code: string) => bookOf(recordOf(MARC21), [{ tag, code }]);
    expect(copies('952', 'p')).toMatchObject({ copies: ['31234000123479'] });
    expect(copies('999', 'p')).toMatchObject({ copies: [] });
  });
});

describe('the vectors of character sets', () => {
  it('are read from MARC-8, with its marks, ligatures, Greek, subscripts and superscripts', () => {
    expect(textOf(MARC8, '245', 'a')).toEqual(['\u0098Les \u009cmisérables']);
    expect(textOf(MARC8, '245', 'c')).toEqual(['straße æ Ł ł ṇ']);
    expect(textOf(MARC8, '500', 'a')).toEqual(['α ₂ ³ i\u0361u']);
    expect(textOf(MARC8, '100', 'a')).toEqual(["Académie d'études"]);
    expect(bookIn(MARC8)).toMatchObject({
      bookId: '1',
      name: 'Les misérables',
      sortsFrom: 4,
      author: "Académie d'études",
      isbn: '9782070360024',
      copies: ['31234000123456'],
    });
  });

  it('are read from UNIMARC in ISO 5426', () => {
    expect(textOf(UNIMARC_5426, '200', 'a')).toEqual(['\u0098Les \u009cmisérables']);
    expect(textOf(UNIMARC_5426, '200', 'f')).toEqual(['Académie ë Æ ß']);
    expect(bookIn(UNIMARC_5426)).toMatchObject({
      bookId: '2',
      name: 'Les misérables',
      sortsFrom: 4,
      author: 'Académie ë Æ ß',
      copies: ['31234000123456'],
    });
  });

  it('are read from UNIMARC in UTF-8, whatever the leader says', () => {
    expect(textOf(UNIMARC_UTF8, '200', 'a')).toEqual(['\u0098Les \u009cmisérables']);
    expect(bookIn(UNIMARC_UTF8)).toMatchObject({ name: 'Les misérables', author: 'Académie', sortsFrom: 4 });
  });

  it.each([
    ['MARC-8', MARC8],
    ['UTF-8', MARC21],
  ])('are %s also where the leader says the other', (_, vector) => {
    const other = Buffer.from(vector);
    other[9] = other[9] === 0x61 ? 0x20 : 0x61;
    expect(bookIn(other)).toEqual(bookIn(vector));
  });
});

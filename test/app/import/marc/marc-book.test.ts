import { parseCopyPlace, USUAL_COPIES } from '../../../../app/import/marc/copy-place';
import { bookOf } from '../../../../app/import/marc/marc-book';
import { field, isoRecord, readAll, recordIn, type WrittenField } from './write-records';

const TITLE = field('245', '10$aTitle');
const bookIn = (fields: readonly WrittenField[], leader?: string) => {
  const bytes = isoRecord(fields, leader === undefined ? {} : { leader });
  return bookOf(recordIn(readAll([bytes])[0]), USUAL_COPIES);
};

describe('a title of MARC 21', () => {
  it.each([
    ['$aBermuda Triangle /', 'Bermuda Triangle'],
    [
      '$aInvaders from outer space :$breal-life stories of UFOs /$cby Philip Brooks.',
      'Invaders from outer space : real-life stories of UFOs',
    ],
    ['$aOne$btwo', 'One : two'],
    ['$aOne ;$bTwo =$bThree /$cX.', 'One ; Two = Three'],
    ['$aThe Olympics.$pA history.$nPart 1,$pAncient /', 'The Olympics. A history. Part 1, Ancient'],
    ['$aSymphonies$nno. 5$pAllegro', 'Symphonies. no. 5, Allegro'],
    ['$aWho?$bAnd why', 'Who? : And why'],
    ['$aA /$bB', 'A : B'],
    ['$aEither/or', 'Either/or'],
    ['$aName , / ; =', 'Name'],
    ['$aC:', 'C:'],
    ['$a/', ''],
    [`$aName${' /'.repeat(100_000)}`, 'Name'],
    ['$a 2:30  to\tnine ', '2:30 to nine'],
    ['$a$bOnly a rest /', 'Only a rest'],
    ['$aName$h[electronic resource] /$cX', 'Name'],
  ])('of %s is %s', (subfields, name) => {
    expect(bookIn([field('001', '1'), field('245', `10${subfields}`)])).toMatchObject({ name });
  });

  it('is composed, and has an article by its indicator or by its marks', () => {
    expect(bookIn([field('245', '14$aThe e\u0301tude')])).toMatchObject({ name: 'The étude', sortsFrom: 4 });
    expect(bookIn([field('245', '1 $aThe')])).toMatchObject({ sortsFrom: 0 });
    expect(bookIn([field('245', '10$a\u0098Das \u009cBuch')])).toMatchObject({
      name: 'Das Buch',
      sortsFrom: 4,
    });
  });

  it('that is longer than a name may be is cut, and the report says so', () => {
    const book = bookIn([field('245', `10$a${'x'.repeat(498)}𠀀y`)]);
    expect(book).toMatchObject({ leftOut: ['the end of the title: it is longer than 500 characters'] });
    expect('name' in book && book.name).toBe(`${'x'.repeat(498)}…`);
  });
});

describe('an author', () => {
  it.each<[string, string[], string]>([
    [
      '100 before all others, without dates',
      ['100|1 $aHugo, Victor,$d1802-1885.', '110|2 $aBody'],
      'Hugo, Victor',
    ],
    ['100 with number and title', ['100|0 $aJohn Paul$bII,$cPope,$d1920-2005.'], 'John Paul II, Pope'],
    ['110 with its parts', ['110|1 $aUnited States.$bCongress.'], 'United States. Congress.'],
    ['111', ['111|2 $aCongress of Letters$d(1900 :$cParis)'], 'Congress of Letters'],
    ['245 $c where there is no entry', ['245|10$aTitle /$cby Philip Brooks.'], 'by Philip Brooks.'],
    ['245 $c where the entry is empty', ['100|1 $a $d1900', '245|10$aTitle /$cX'], 'X'],
    ['nobody', [], ''],
  ])('is %s', (_, given, author) => {
    const fields = given.map((one) => {
      const [tag = '', text = ''] = one.split('|');
      return field(tag, text);
    });
    expect(
      bookIn(
        [...fields, TITLE].filter(
          ({ tag }, i, all) => tag !== '245' || all.findIndex((f) => f.tag === '245') === i,
        ),
      ),
    ).toMatchObject({ author });
  });
});

describe('a record of UNIMARC', () => {
  const title = field('200', '1 $aLe rouge et le noir$echronique$hTome 1$fStendhal$gpréface X');
  it('has title, parts and authors in fields of its own, and 010 is its ISBN', () => {
    expect(
      bookIn([field('001', 'FR1'), field('010', '  $a2-07-036002-4$bbr.$z9780141439519'), title]),
    ).toMatchObject({
      name: 'Le rouge et le noir : chronique. Tome 1',
      author: 'Stendhal',
      isbn: '9782070360024',
    });
    expect(bookIn([title, field('700', ' 1$aHugo$bVictor$f1802-1885')])).toMatchObject({
      author: 'Hugo, Victor',
    });
    expect(bookIn([title, field('710', '02$aAcadémie$bSection')])).toMatchObject({
      author: 'Académie. Section',
    });
  });

  it('is told from MARC 21, whose 010 is no ISBN', () => {
    expect(bookIn([field('010', '  $a9782070360024'), TITLE])).toMatchObject({ isbn: '', leftOut: [] });
  });
});

describe('the ISBNs of a record', () => {
  it('are those of all $a, each once, and what is none is named', () => {
    const isbns = [
      '$a0-8044-2957-x (pbk.)',
      '$a9780141439518 :$c$5',
      '$a9780804429573',
      '$a9780141439519',
      '$z0804429577',
    ];
    expect(bookIn([...isbns.map((text) => field('020', `  ${text}`)), TITLE])).toMatchObject({
      isbn: '9780804429573, 9780141439518',
      leftOut: ['“9780141439519” is no ISBN'],
    });
  });

  it('are at most as many as a book can hold', () => {
    const many = Array.from({ length: 40 }, (_, i) => field('020', `  $a${isbnOf(i)}`));
    const book = bookIn([...many, TITLE]);
    expect(book).toMatchObject({ leftOut: ['14 of 40 ISBNs'] });
    expect('isbn' in book && book.isbn.length).toBeLessThanOrEqual(400);
  });
});

/** ISBNs of a publisher's first books. */
function isbnOf(n: number): string {
  const digits = `97801414${String(n).padStart(4, '0')}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

describe('the copies of a record', () => {
  it('are barcodes, each once, without blanks around them and without empty ones', () => {
    const fields = ['852|  $p 1 $p2', '952|  $p2', '949|  $i', '995|  $f3$fx'].map((one) => {
      const [tag = '', text = ''] = one.split('|');
      return field(tag, text);
    });
    expect(bookIn([TITLE, ...fields])).toMatchObject({ copies: ['1', '2', '3', 'x'] });
  });

  it.each([
    ['952p', { tag: '952', code: 'p' }],
    ['952$p', { tag: '952', code: 'p' }],
    ['9xx1', { tag: '9xx', code: '1' }],
    ['001a', undefined],
    ['952', undefined],
    ['952pp', undefined],
    ['', undefined],
  ])('may stand elsewhere: %s', (text, place) => {
    expect(parseCopyPlace(text)).toEqual(place);
  });
});

describe('a record that is no book', () => {
  it.each([
    ['dam a22', /deleted/],
    ['nz  a22', /holdings, a name or a class/],
    ['nx  a22', /holdings, a name or a class/],
  ])('is left out by its leader %s', (leader, reason) => {
    expect(bookIn([TITLE], leader)).toEqual({ noBook: expect.stringMatching(reason) });
  });
});

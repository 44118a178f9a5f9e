import { readDateFormat } from '../../../app/import/date-format';
import { IMPORT_COLUMNS, type ImportKindName } from '../../../app/import/import-columns';
import { type HeaderHints, matchHeader } from '../../../app/import/match-header';

function read(kind: ImportKindName, header: string, row: string, hints: HeaderHints = {}) {
  const reader = matchHeader(header.split(','), IMPORT_COLUMNS[kind], hints);
  if ('problem' in reader) return reader.problem;
  const cells = row.split(',');
  return reader.valuesOf((place) => cells[place] ?? '');
}

function dateFormat(text: string) {
  const format = readDateFormat(text);
  if ('problem' in format) throw new Error(format.problem);
  return format;
}

describe('the columns of a file', () => {
  it('are ours in any order, small or capital, beside others', () => {
    expect(read('tags', 'x,ASSIGNED_AT,book_id, Tag_Id', '1,,B,T')).toEqual({
      tag_id: 'T',
      book_id: 'B',
      assigned_at: '',
    });
  });

  it('are those of our own exports', () => {
    const stock = 'snapshot_date,book_id,book_name,author,isbn,total_copies,available,on_loan,status';
    expect(read('books', stock, 'd,B,N,A,I,1,1,0,in-stock')).toEqual({
      book_id: 'B',
      name: 'N',
      author: 'A',
      isbn: 'I',
    });
    const loans = 'loan_id,tag_id,book_id,book_name,author,borrowed_at,borrowed_date,returned_at,open';
    expect(read('loans', loans, 'T#1,T,B,N,A,2024-05-01T10:00:00.000Z,x,,1')).toEqual({
      tag_id: 'T',
      borrowed_at: '2024-05-01T10:00:00.000Z',
      returned_at: '',
      loan_id: 'T#1',
    });
    expect(
      read('tags', 'tag_id,book_id,assigned_at,status,retired_at,retired_reason', 'T,B,,available,,'),
    ).toEqual({
      tag_id: 'T',
      book_id: 'B',
      assigned_at: '',
      retired_at: '',
      retired_reason: '',
    });
  });

  it('may not be doubled where they are needed', () => {
    expect(read('tags', 'tag_id,book_id,assigned_at,tag_id', '')).toBe('the header row has tag_id twice.');
    expect(read('tags', 'tag_id,book_id,assigned_at,note,note', 'T,B,,,')).toMatchObject({ tag_id: 'T' });
  });

  it('must all be there where nothing was said, or a misspelt one would be empty in every row', () => {
    expect(read('loans', 'tag_id,borrowed_at,retruned_at', '')).toMatch(
      /^the header row lacks returned_at; it must have tag_id,borrowed_at,returned_at, or be that of Koha's issues, /,
    );
  });
});

describe('columns that a person has named', () => {
  it('are found by their name, without case or punctuation where there is no other', () => {
    const columns = { tag_id: 'Barcode', borrowed_at: 'checkout date/time' };
    expect(read('loans', 'Barcode,Checkout DateTime', 'T,2024-05-01', { columns })).toEqual({
      tag_id: 'T',
      borrowed_at: '2024-05-01',
      returned_at: '',
    });
  });

  it('come before those of our name and those of a known system', () => {
    expect(
      read('tags', 'tag_id,book_id,assigned_at,EPC', 'T,B,,E', { columns: { tag_id: 'EPC' } }),
    ).toMatchObject({ tag_id: 'E' });
    const goodreads = 'Book Id,Title,Author,ISBN,ISBN13,My Number';
    expect(read('books', goodreads, '1,N,A,,,77', { columns: { book_id: 'My Number' } })).toEqual({
      book_id: '77',
      name: 'N',
      author: 'A',
      isbn: '',
    });
  });

  it('must be there, and of columns that there are', () => {
    expect(read('tags', 'a,b', '', { columns: { tag_id: 'c' } })).toBe(
      '--columns names "c", but the header row has a, b.',
    );
    expect(read('tags', 'a,b', '', { columns: { tag: 'a' } })).toBe(
      '--columns names tag, but the columns are tag_id, book_id, assigned_at, retired_at, retired_reason.',
    );
    expect(read('tags', 'a,b', '', { columns: { tag_id: 'a' } })).toMatch(/^the header row lacks book_id;/);
  });
});

describe('a date format', () => {
  it('puts the times of a file into one order, and no other column', () => {
    const values = read(
      'loans',
      'tag_id,borrowed_at,returned_at,loan_id',
      '1/2/2024,1/2/2024,NULL,1/2/2024',
      {
        dateFormat: dateFormat('dd/MM/yyyy'),
      },
    );
    expect(values).toEqual({
      tag_id: '1/2/2024',
      borrowed_at: '2024-02-01',
      returned_at: 'NULL',
      loan_id: '1/2/2024',
    });
  });

  it('that is said comes before that of a known system', () => {
    const seattle = 'BibNumber,ItemBarcode,CheckoutDateTime';
    expect(read('loans', seattle, '1,T,05/06/2024 10:00:00 AM')).toMatchObject({
      borrowed_at: '2024-05-06 10:00:00 AM',
    });
    expect(
      read('loans', seattle, '1,T,05/06/2024 10:00:00 AM', { dateFormat: dateFormat('dd/MM/yyyy') }),
    ).toMatchObject({ borrowed_at: '2024-06-05 10:00:00 AM' });
  });
});

describe('what a database writes for nothing', () => {
  it('is no id', () => {
    expect(read('tags', 'barcode,biblionumber,dateaccessioned', 'NULL,11,NULL')).toMatchObject({
      tag_id: '',
      book_id: '11',
    });
    expect(read('tags', 'tag_id,book_id,assigned_at', '\\N,Nullsummen,')).toMatchObject({
      tag_id: '',
      book_id: 'Nullsummen',
    });
  });
});

describe('a header of another system', () => {
  it.each([
    [
      'FOLIO’s overdue loans',
      'Borrower name,Borrower barcode,Due date,Loan date,Loan ID,Item title,Item barcode',
      'Moor,77,x,2024-05-01,L1,N,T',
    ],
    [
      'FOLIO’s loans as JSON names them',
      'id,userId,itemId,loanDate,dueDate,returnDate,item.barcode',
      'L1,u,i,2024-05-01,x,,T',
    ],
    ['Koha’s open issues', 'issue_id,borrowernumber,date_due,issuedate,barcode', 'L1,77,x,2024-05-01,T'],
    ['a report of Evergreen', 'Item Barcode,Checkout Date/Time,Checkin Date/Time', 'T,2024-05-01,'],
  ])('is known: %s', (_, header, row) => {
    expect(read('loans', header, row)).toMatchObject({
      tag_id: 'T',
      borrowed_at: '2024-05-01',
      returned_at: '',
    });
    expect(JSON.stringify(read('loans', header, row))).not.toMatch(/Moor|77/);
  });

  it('is not taken for another kind of file, and says of which it is', () => {
    expect(read('loans', 'Book Id,Title,Author,ISBN,ISBN13', '')).toBe(
      'the header row is that of Goodreads; give it to import books.',
    );
    expect(read('books', 'barcode,biblionumber,itemnumber', '')).toBe(
      "the header row is that of Koha's items; give it to import tags.",
    );
    expect(read('tags', 'barcode,issuedate,returndate', '')).toBe(
      "the header row is that of Koha's issues; give it to import loans.",
    );
  });
});

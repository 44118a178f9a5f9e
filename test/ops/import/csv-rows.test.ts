import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvRows } from '../../../ops/import/csv-rows';
import { writeRefusedRows } from '../../../ops/import/refused-rows';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-csv-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = ['a', 'b'] as const;

async function read(content: string | Buffer, delimiter?: string) {
  const file = join(folder, 'in.csv');
  writeFileSync(file, content);
  const rows = [];
  for await (const row of csvRows({ file, delimiter }, { required: COLUMNS })) rows.push(row);
  return rows;
}

describe('reading a CSV file', () => {
  it('takes columns in any order, trimmed, without a byte order mark and without unknown columns', async () => {
    expect(await read('\uFEFFB , x,A\n 2,-, é🐋 \n')).toEqual([{ line: 2, values: { a: 'é🐋', b: '2' } }]);
  });

  it('keeps quotes, delimiters and line ends inside quoted values', async () => {
    expect(await read('a,b\r\n"x ""y""\nz","=HYPERLINK(""u"",""v"")"\r\n')).toEqual([
      { line: 2, values: { a: 'x "y"\nz', b: '=HYPERLINK("u","v")' } },
    ]);
  });

  it('counts rows as a spreadsheet does, empty ones too, and leaves those out', async () => {
    expect((await read('a,b\n\n1,2\n,\n3,4\n')).map(({ line }) => line)).toEqual([3, 5]);
  });

  it('takes missing values at the end as empty, and tells of values too many', async () => {
    const rows = await read('a,b\n1\n1,2,3\n');
    expect(rows[0]).toEqual({ line: 2, values: { a: '1', b: '' } });
    expect(rows[1]).toMatchObject({ line: 3, malformed: expect.stringContaining('3 values for 2 columns') });
  });

  it('takes the delimiter of its first line, or the one that is told', async () => {
    expect(await read('a;b\n1,5;2\n')).toEqual([{ line: 2, values: { a: '1,5', b: '2' } }]);
    expect(await read('a\tb\n1,5\t2\n')).toEqual([{ line: 2, values: { a: '1,5', b: '2' } }]);
    expect(await read('a;b\n1,5;2\n', ';')).toEqual([{ line: 2, values: { a: '1,5', b: '2' } }]);
  });

  it.each([
    ['a missing column', 'a,c\n1,2\n', /lacks b; it must have a,b/],
    ['a column twice', 'a,b,a\n', /has a twice/],
    ['no header at all', '', /is empty/],
    ['bytes that are no UTF-8', Buffer.from('a,b\n\xe9,2\n', 'latin1'), /not UTF-8/],
    ['a quote that never ends', 'a,b\n"1,2\n3,4\n', /could not be read after row 1/],
  ])('refuses a file with %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('takes the columns of our own exports under their names, and undoes the guard of their cells', async () => {
    const file = join(folder, 'stock.csv');
    writeFileSync(file, "book_name,a\n'=SUM(1),x\n");
    const rows = [];
    for await (const row of csvRows(
      { file },
      { required: ['name'], optional: ['a', 'c'], aliases: { book_name: 'name' } },
    ))
      rows.push(row.values);
    expect(rows).toEqual([{ name: '=SUM(1)', a: 'x' }]);
  });

  it('says which file cannot be read', async () => {
    const rows = csvRows({ file: join(folder, 'none.csv'), delimiter: ',' }, { required: COLUMNS });
    await expect(rows.next()).rejects.toThrow(/none\.csv could not be read.*ENOENT/);
  });
});

describe('the file of refused rows', () => {
  it('can be read again, with row and reason beside the values', async () => {
    const file = join(folder, 'refused.csv');
    const refused = writeRefusedRows(file, COLUMNS);
    refused.add({ line: 9, values: { a: '=1+1', b: '' } }, { line: 9, result: 'refused', reason: 'another' });
    refused.add(
      { line: 7, values: { a: 'x "y"', b: 'two\nlines' } },
      { line: 7, result: 'refused', reason: 'why, so' },
    );
    await refused.close();
    const rows = [];
    for await (const row of csvRows({ file }, { required: ['a', 'b', 'row', 'problem'] }))
      rows.push(row.values);
    expect(rows).toEqual([
      { a: 'x "y"', b: 'two\nlines', row: '7', problem: 'why, so' },
      { a: '=1+1', b: '', row: '9', problem: 'another' },
    ]);
    expect(readFileSync(file, 'utf8')).toContain("'=1+1");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('fails when it cannot be written', async () => {
    const refused = writeRefusedRows(join(folder, 'no/such/folder.csv'), COLUMNS);
    await expect(refused.close()).rejects.toThrow(/ENOENT/);
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IMPORT_COLUMNS } from '../../../app/import/import-columns';
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
    ['a quote that never ends', 'a,b\n"1,2\n3,4\n', /could not be read after row 1/],
  ])('refuses a file with %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('tells of rows whose needed columns are not UTF-8, and does not look at the others', async () => {
    expect(await read(Buffer.from('a,x,b\n\xe9,1,2\n1,\xe9,2\n', 'latin1'))).toEqual([
      {
        line: 2,
        values: { a: '\ufffd', b: '2' },
        malformed: 'column 1 is not UTF-8; save the file as "CSV UTF-8"',
      },
      { line: 3, values: { a: '1', b: '2' } },
    ]);
  });

  it('keeps blanks and letters whose bytes alone would be blanks', async () => {
    expect(await read('a,b\nvoilà,à la carte\u0085…\n')).toEqual([
      { line: 2, values: { a: 'voilà', b: 'à la carte\u0085…' } },
    ]);
  });

  it.each([
    ['UTF-16 of small end', Buffer.from('\ufeffa,b\né🐋,2\n', 'utf16le')],
    ['UTF-16 of big end', Buffer.from('\ufeffa,b\né🐋,2\n', 'utf16le').swap16()],
  ])('takes %s with its mark', async (_, content) => {
    expect(await read(content)).toEqual([{ line: 2, values: { a: 'é🐋', b: '2' } }]);
  });

  it('takes the line with which a spreadsheet names the delimiter', async () => {
    expect(await read('sep=;\na;b\n1,5;2\n')).toEqual([{ line: 3, values: { a: '1,5', b: '2' } }]);
  });

  it('takes the delimiter that stands outside of quotation marks', async () => {
    expect(await read('"a";"b";"one, two, three, four"\n1;2;3\n')).toEqual([
      { line: 2, values: { a: '1', b: '2' } },
    ]);
  });

  it('tells of rows that are divided otherwise than the header', async () => {
    const rows = await read('a;b\n1;2\n3,4\n5\t6\n7\n');
    expect(rows.map(({ malformed }) => malformed)).toEqual([
      undefined,
      'is divided by "," where the header is by ";"',
      'is divided by tabs where the header is by ";"',
      undefined,
    ]);
  });

  it.each([
    [
      'a header on row 3',
      'Loans of spring\n\na,b\n1,2\n',
      /the header is row 3, and must be row 1; take out/,
    ],
    [
      'a header on row 2 that is divided otherwise',
      'Loans, spring, all of them\na;b\n',
      /the header is row 2/,
    ],
    [
      'other columns',
      'Barcode,Issued\n1,2\n',
      /lacks a, b; it must have a,b\. It has Barcode, Issued; --columns "a=…"/,
    ],
    [
      '100,000 columns',
      `${Array.from({ length: 100_000 }, (_, i) => `column ${i}`).join(',')}\n`,
      /has more than 1000 columns/,
    ],
    [
      'a workbook',
      Buffer.from('PK\x03\x04\x14\x00', 'latin1'),
      /is a workbook or another ZIP file, not text/,
    ],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), /is a gzip file, not text/],
    [
      'UTF-16 without its mark',
      Buffer.from('a,b\n1,2\n', 'utf16le'),
      /holds NULs: it is UTF-16 without its mark/,
    ],
    [
      'half of a UTF-16 character',
      Buffer.from([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0, 10, 0, 0x3d, 0xd8]),
      /not the UTF-16/,
    ],
  ])('refuses a file with %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it.each([
    ['a quotation mark that is never closed', 'a,b\n1,2\n"'],
    ['a row without an end', 'a,b\n'],
  ])('refuses %s after half a megabyte of it, however long the file is', async (_, before) => {
    const file = join(folder, 'long.csv');
    writeFileSync(file, before + 'abcdefg,'.repeat(5_000_000));
    let bytes = 0;
    const rows = csvRows({ file, onBytes: (read) => (bytes = read) }, { required: COLUMNS });
    const all = async () => {
      for await (const _row of rows);
    };
    await expect(all()).rejects.toThrow(
      /the next row is longer than 512 KB; is a quotation mark never closed/,
    );
    expect(bytes).toBeLessThan(2 * 1024 * 1024);
  });

  it('reads a long file of rows of any length below that, however slowly they are taken', async () => {
    const file = join(folder, 'many.csv');
    const lengths = [1, 200_000, 10, 400_000, 100, 450_000, ...Array.from({ length: 200 }, () => 10_000)];
    writeFileSync(file, `a,b\n${lengths.map((length) => `${'x'.repeat(length)},2\n`).join('')}`);
    const taken: number[] = [];
    for await (const { values } of csvRows({ file }, { required: COLUMNS })) {
      if (taken.length % 20 === 0) await sleep(5);
      taken.push(values['a']?.length ?? 0);
    }
    expect(taken).toEqual(lengths);
  });

  it('finds columns under the names that were given for them', async () => {
    const file = join(folder, 'named.csv');
    writeFileSync(file, 'Item Barcode,Out,Back\nT1,2024-05-01,\n');
    const rows = [];
    const columns = { tag_id: 'item barcode', borrowed_at: 'OUT' };
    for await (const row of csvRows({ file, columns }, IMPORT_COLUMNS.loans)) rows.push(row.values);
    expect(rows).toEqual([{ tag_id: 'T1', borrowed_at: '2024-05-01', returned_at: '' }]);
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

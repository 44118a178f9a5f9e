import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aLocalStack } from './local-stack';
import { storedEvents } from './stored-events';

const FIXTURES = join(__dirname, '../ops/import');
const stack = aLocalStack();

beforeAll(async () => {
  await stack.start();
});
afterAll(async () => {
  await stack.stop();
  stack.remove();
});

/** Imports a file of the fixtures and answers the exit code with the sums. */
async function imported(kind: string, fixture: string, ...options: string[]) {
  const file = join(stack.folder, 'in.csv');
  copyFileSync(join(FIXTURES, fixture), file);
  const { code, stdout } = await stack.cli('import', kind, file, ...options, '--json');
  const { rows, new: fresh, known, refused, noLoan } = JSON.parse(stdout);
  return { code, rows, fresh, known, refused, noLoan };
}

const scansOf = async (tagId: string) =>
  (await storedEvents(stack.info())).flatMap((event) =>
    event.type === 'TagScanned' && event.data.tagId === tagId
      ? [`${event.data.mode} ${event.effectiveAt}`]
      : [],
  );

describe('what a library brings from its old systems through the local stack', () => {
  it('is its books, copies and loans, as each system writes them', async () => {
    const all = (rows: number) => ({ code: 0, rows, fresh: rows, known: 0, refused: 0, noLoan: 0 });
    expect(await imported('books', 'layouts/librarything.tsv')).toEqual(all(3));
    expect(await imported('books', 'layouts/koha-books.csv')).toEqual(all(2));
    expect(await imported('tags', 'layouts/koha-items.csv')).toEqual(all(3));
    expect(await imported('loans', 'layouts/koha-loans.csv')).toEqual(all(3));
    expect(await scansOf('31234000100033')).toEqual(['checkout 2024-05-07T11:00:01.000Z']);
  });

  it('is what a desk did offline, once however often the file is given, and without its patrons', async () => {
    const first = await imported('actions', 'koc/firefox.koc');
    expect(first).toEqual({ code: 0, rows: 2, fresh: 2, known: 0, refused: 0, noLoan: 0 });
    expect(await imported('actions', 'koc/firefox.koc')).toMatchObject({ fresh: 0, known: 2 });
    expect(await scansOf('31234000100017')).toEqual(
      expect.arrayContaining(['checkout 2024-05-02T08:15:30.000Z', 'return 2024-05-03T08:16:02.000Z']),
    );
    expect(JSON.stringify(await storedEvents(stack.info()))).not.toContain('23529001000463');
  });

  it('is a file of any other columns and dates, once both are named', async () => {
    const file = join(stack.folder, 'other.csv');
    writeFileSync(file, 'Copy;Out;Back\n31234000100025;05/01/2024 10:00;07/01/2024\n');
    const refused = await stack.cli('import', 'loans', file, '--json');
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stdout).toContain('--columns');
    const columns = ['--columns', 'tag_id=Copy,borrowed_at=Out,returned_at=Back'];
    const errors = join(stack.folder, 'errors.csv');
    const ambiguous = await stack.cli('import', 'loans', file, ...columns, '--errors', errors);
    expect(ambiguous.code).toBe(1);
    expect(ambiguous.stdout).toContain('--date-format dd/MM/yyyy or MM/dd/yyyy');
    const taken = await stack.cli('import', 'loans', file, ...columns, '--date-format', 'dd/MM/yyyy');
    expect(taken).toMatchObject({ code: 0 });
    expect(await scansOf('31234000100025')).toEqual(
      expect.arrayContaining(['checkout 2024-01-05T10:00:00.000Z', 'return 2024-01-07T00:00:00.000Z']),
    );
    const wrong = await stack.cli('import', 'loans', file, '--date-format', 'dd/mm/yyyy', '--columns', 'x');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--date-format must be a date such as');
    expect(wrong.stderr).toContain('--columns must be pairs');
  });
});

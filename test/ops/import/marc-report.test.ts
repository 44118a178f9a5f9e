import { NO_ROWS } from '../../../app/import/import-rows';
import { command } from '../../../ops/commands/import/marc';
import { type MarcRowResult, marcReport } from '../../../ops/import/marc-report';
import { runCommand } from '../run-command';

const SUMMARY = {
  records: 4,
  books: { ...NO_ROWS, rows: 3, new: 2, refused: 1, eventsAdded: 2 },
  copies: { ...NO_ROWS, rows: 3, new: 1, known: 1, refused: 1, eventsAdded: 1 },
};
const RESULTS: MarcRowResult[] = [
  { record: 3, line: 2, tagId: 'b2', result: 'refused', reason: 'row 1 gives this tag to another book' },
  { record: 2, line: 2, tagId: undefined, result: 'refused', reason: 'row 9 describes this book otherwise' },
  { record: 3, line: 3, tagId: 'b3', result: 'known', reason: 'it is stored already' },
  { record: 1, line: 1, tagId: undefined, result: 'new', warning: 'look at it' },
];
const LEFT_OUT = [{ record: 4, reason: 'the record is marked as deleted' }];

describe('the report of MARC records', () => {
  it('says records, books, copies and what was left out, as JSON', () => {
    expect(marcReport(SUMMARY, RESULTS, { leftOut: LEFT_OUT, errorsFile: undefined }).json).toEqual({
      kind: 'marc',
      rows: 6,
      new: 3,
      known: 1,
      refused: 2,
      noLoan: 0,
      eventsAdded: 3,
      records: 4,
      books: { rows: 3, new: 2, known: 0, refused: 1, noLoan: 0, eventsAdded: 2 },
      copies: { rows: 3, new: 1, known: 1, refused: 1, noLoan: 0, eventsAdded: 1 },
      details: [
        { line: 2, result: 'refused', reason: 'record 9 describes this book otherwise' },
        { line: 3, copy: 2, tagId: 'b2', result: 'refused', reason: 'copy 1 gives this tag to another book' },
        { line: 3, copy: 3, tagId: 'b3', result: 'known', reason: 'it is stored already' },
      ],
      leftOut: LEFT_OUT,
      warnings: [{ record: 1, warning: 'look at it' }],
    });
  });

  it('says them in lines, in the order of the file, and ends with the sums', () => {
    const { lines, exitCode } = marcReport(SUMMARY, RESULTS, { leftOut: LEFT_OUT, errorsFile: 'no.csv' });
    expect(lines).toEqual([
      'record 1: look at it',
      'record 2 refused: record 9 describes this book otherwise',
      'record 3, copy 2 (b2) refused: copy 1 gives this tag to another book',
      'record 4, left out: the record is marked as deleted',
      '4 records: 2 books new, 0 known, 1 refused; 1 copies new, 1 known, 1 refused; 1 left out.',
      'What was refused is in no.csv.',
    ]);
    expect(exitCode).toBe(1);
  });

  it('names at most a thousand lines of a kind, and answers done where nothing was refused', () => {
    const leftOut = Array.from({ length: 1_500 }, (_, i) => ({ record: i, reason: 'x' }));
    const none = { records: 0, books: NO_ROWS, copies: NO_ROWS };
    const { lines, exitCode } = marcReport(none, [], { leftOut, errorsFile: 'no.csv' });
    expect(lines).toHaveLength(1_002);
    expect(lines[1_000]).toBe('… and 500 more.');
    expect(exitCode).toBe(0);
  });
});

describe('shelflog import marc', () => {
  it('refuses a place of copies that is none', async () => {
    await expect(runCommand(command, ['f', '--copies', '95'])).rejects.toThrow(
      '--copies must be a field and a code, such as 952p.',
    );
  });
});

import type { Mutation } from './mutation';

const times = (name: string, find: string, instead: string): Mutation => ({
  name: `import: ${name}`,
  file: 'app/import/read-time.ts',
  edits: [[find, instead]],
  tests: 'test/app/import/read-time',
});

/** Ways to read the files of other systems wrong. */
export const IMPORT_MUTATIONS: readonly Mutation[] = [
  times('NULL is a time', 'null|', ''),
  times('noon and midnight are one', '(ofTwelve % 12)', 'ofTwelve'),
  times('a clock of twelve hours shows 13', 'ofTwelve > 12', 'ofTwelve > 13'),
  times('an offset of hours has minutes', ".padEnd(4, '0')", ".padEnd(4, '3')"),
  times('milliseconds of one digit are tenths', "ms?.padStart(3, '0')", "ms?.padEnd(3, '0')"),
  times(
    'days may be parted by two signs',
    '\\k<sep>(?<d>\\d{1,2})(?<rest>\\D.*)?$/,',
    '[-/.](?<d>\\d{1,2})(?<rest>\\D.*)?$/,',
  ),
  times('the zone of SIP2 is the library’s', '/^ (?<offset>Z)(?<h>', '/^ Z(?<h>'),
  {
    name: 'import: a month may be the thirteenth',
    file: 'app/import/why-no-time.ts',
    edits: [['Number(part) <= 12', 'Number(part) <= 31']],
    tests: 'test/app/import/read-time',
  },
  {
    name: 'import: years of two digits are all of this century',
    file: 'app/import/date-format.ts',
    edits: [['>= 69', '>= 100']],
    tests: 'test/app/import/read-time',
  },
  {
    name: 'import: a spreadsheet counts from 1 January 1900',
    file: 'app/import/date-format.ts',
    edits: [['Date.UTC(1899, 11, 30)', 'Date.UTC(1900, 0, 1)']],
    tests: 'test/app/import/read-time',
  },
  {
    name: 'import: a date format writes other columns too',
    file: 'app/import/match-header.ts',
    edits: [['of columns.times ?? []', 'of Object.keys(values)']],
    tests: 'test/app/import/match-header',
  },
  {
    name: 'import: a column of our name counts within another system',
    file: 'app/import/match-header.ts',
    edits: [['layout === undefined ? new Map', 'layout === undefined || layout ? new Map']],
    tests: 'test/(app/import/match-header|ops/import/layouts)',
  },
  {
    name: 'import: any column may be missing',
    file: 'app/import/match-header.ts',
    edits: [
      [
        '(isTold ? (columns.filled ?? columns.required) : columns.required)',
        '(columns.filled ?? columns.required)',
      ],
    ],
    tests: 'test/app/import/match-header',
  },
  {
    name: 'import: the borrower’s barcode is the copy’s',
    file: 'app/import/loan-layouts.ts',
    edits: [["['itembarcode', 'itemsbarcode', 'barcode']", "['borrowerbarcode', 'itembarcode', 'barcode']"]],
    tests: 'test/app/import/match-header',
  },
  {
    name: 'import: FOLIO’s return is when it was entered',
    file: 'app/import/loan-layouts.ts',
    edits: [
      [
        "['returndate', 'loanreturndate', 'systemreturndate'",
        "['systemreturndate', 'returndate', 'loanreturndate'",
      ],
    ],
    tests: 'test/ops/import/layouts',
  },
  {
    name: 'import: LibraryThing quotes',
    file: 'app/import/book-layouts.ts',
    edits: [['isUnquoted: true', 'isUnquoted: false']],
    tests: 'test/ops/import/layouts',
  },
  {
    name: 'import: a made id is longer than an id may be',
    file: 'app/import/made-book-id.ts',
    edits: [['slice(0, MAX_ID - HASH_DIGITS - 1)', 'slice(0, MAX_ID)']],
    tests: 'test/app/import/made-book-id',
  },
  {
    name: 'import: blanks are cut off before bytes are letters',
    file: 'ops/import/csv-rows.ts',
    edits: [["const cell = cells[place] ?? '';", "const cell = (cells[place] ?? '').trim();"]],
    tests: 'test/ops/import/csv-rows',
  },
  {
    name: 'import: a row has no end',
    file: 'ops/import/cell-rows.ts',
    edits: [['since <= MAX_ROW_BYTES', 'since <= 4 * MAX_ROW_BYTES']],
    tests: 'test/ops/import/csv-rows',
  },
  {
    name: 'import: bytes of every row count as one',
    file: 'ops/import/cell-rows.ts',
    edits: [['    since = 0;\n', '']],
    tests: 'test/ops/import/csv-rows',
  },
  {
    name: 'import: a card is a copy',
    file: 'app/import/koc-file.ts',
    edits: [["places.at(-1) ?? ''", "places.at(0) ?? ''"]],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: a card without a barcode is a copy',
    file: 'app/import/koc-file.ts',
    edits: [["{ ...values, tag_id: '' }", 'values']],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: the browser’s times are the desk’s',
    file: 'app/import/koc-file.ts',
    edits: [['isUtc && ZONELESS', 'isUtc && !ZONELESS']],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: actions of one instant have no order',
    file: 'app/import/decide-actions.ts',
    edits: [['later(row.at, ofInstant.length)', 'later(row.at, 0)']],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: only an import’s own scans are known to actions',
    file: 'app/import/decide-actions.ts',
    edits: [["event.effectiveAt !== at || outcome === 'voided'", 'at !== undefined']],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: an action is the return of a loan named alike',
    file: 'app/import/decide-actions.ts',
    edits: [['if (!isOfInstant(action, own.event.effectiveAt)) continue;', '']],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: a voided action is known',
    file: 'app/import/decide-actions.ts',
    edits: [['if (!own.isVoided) return known', 'if (own) return known']],
    tests: 'test/ops/import/actions',
  },
  {
    name: 'import: a retired copy comes in as one on the shelf',
    file: 'app/import/decide-assignments.ts',
    edits: [['!isRetired(row.retired.at, all())', "row.retired.at === ''"]],
    tests: 'test/ops/import/layouts',
  },
];

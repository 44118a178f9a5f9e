import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDateFormat } from '../../../app/import/date-format';
import { readTime } from '../../../app/import/read-time';

const ZONE = 'Europe/Berlin';
const PAGE = readFileSync(join(__dirname, '../../../docs/imports.md'), 'utf8');

/** The cells of a table of the page, without the marks of code. */
function tableOf(name: string): string[][] {
  const section = PAGE.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

function told(text: string, zone = ZONE): string {
  const read = readTime(text, zone);
  if (read.kind !== 'time') return read.kind === 'none' ? 'none' : `refused: ${read.why}`;
  return read.given.precision === 'day' ? `the day ${read.given.date}` : read.given.at;
}

function rewritten(text: string, format: string): string {
  const rewriting = readDateFormat(format);
  if ('problem' in rewriting) throw new Error(rewriting.problem);
  return rewriting(text);
}

const TAKEN = tableOf('times taken');
const REFUSED = tableOf('times refused');

describe('a time in a file, as docs/imports.md lists them', () => {
  it('is of one of more than thirty forms', () => {
    expect(new Set(TAKEN.map(([text]) => text)).size).toBeGreaterThan(30);
    expect(REFUSED.length).toBeGreaterThan(10);
  });

  it.each(TAKEN)('%s is %s', (text = '', meaning) => {
    expect(told(text)).toBe(meaning);
  });

  it.each(REFUSED)(
    '%s is refused, naming --date-format %s, by which it is %s',
    (text = '', format = '', meaning) => {
      expect(told(text)).toMatch(/^refused: .*--date-format/);
      expect(told(text)).toContain(format);
      expect(told(rewritten(text, format))).toBe(meaning);
    },
  );

  it.each(TAKEN)('%s is the same where a date format is given that it is not written in', (text = '') => {
    expect(told(rewritten(text, 'dd/MM/yyyy'))).toBe(told(text));
  });
});

describe('a time that cannot be', () => {
  it.each([
    '2024-02-30',
    '2023-02-29 10:00',
    '1900-02-29',
    '2024-04-31T10:00:00Z',
    '20240231',
    '31 Apr 2024',
    '2024-00-10',
    '2024-05-01 24:00',
    '2024-05-01 10:60',
    '2024-05-01 13:00 PM',
    '2024-05-01 0:30 AM',
    '2024-05-01 10:00:61',
    '2024-05-01T10:00:00+25:00',
    '2024-05/01',
    '2024-5-1x',
    '10:00',
    'yesterday',
    '2024',
    '2024-05',
    '20240501T10',
    '-2024-05-01',
  ])('is refused: %s', (text) => {
    expect(told(text)).toMatch(/^refused: /);
  });

  it('is refused with its reason where a zone is named instead of an offset', () => {
    expect(told('2024-05-01 10:00:00 CEST')).toBe(
      'refused: CEST names no one offset; write it as a number, such as +01:00',
    );
  });

  it('names only those formats that can read it', () => {
    expect(told('05/06/2024')).toContain('--date-format dd/MM/yyyy or MM/dd/yyyy');
    expect(told('05/23/2005')).toBe('refused: say how it is meant: --date-format MM/dd/yyyy');
    expect(told('23.05.2005')).toBe('refused: say how it is meant: --date-format dd.MM.yyyy');
    expect(told('32/13/2005')).not.toContain('say how it is meant');
  });
});

describe('a time of the library’s clocks', () => {
  it('is the earlier of two where they were put back, and the other is known', () => {
    expect(readTime('27-Oct-2024 02:30', ZONE)).toEqual({
      kind: 'time',
      given: { precision: 'instant', at: '2024-10-27T00:30:00.000Z', orAt: '2024-10-27T01:30:00.000Z' },
    });
  });

  it('may have blanks that are not the keyboard’s', () => {
    expect(told(' 2024-05-01\u00a09:05\u202fPM ')).toBe('2024-05-01T19:05:00.000Z');
  });

  it('has a leap second as the second before it', () => {
    expect(told('2016-12-31T23:59:60Z')).toBe('2016-12-31T23:59:59.000Z');
    expect(told('2016-12-31T22:59:60Z')).toMatch(/^refused/);
  });
});

describe('a date format', () => {
  it.each([
    ['DD/MM/YYYY', '05/06/2024 10:00', '2024-06-05 10:00'],
    ['d/M/yyyy', '5/6/2024', '2024-06-05'],
    ['dd/MM/yyyy HH:mm', '05/06/2024 10:00', '2024-06-05 10:00'],
    ['MM/dd/yyyy hh:mm:ss a', '05/23/2005 03:20:00 PM', '2005-05-23 03:20:00 PM'],
    ['d MMM yy', '1 May 24', '2024-05-01'],
    ['yy/MM/dd', '69/12/31', '1969-12-31'],
    ['yy/MM/dd', '68/12/31', '2068-12-31'],
    ['d. M. yyyy', '1. 5. 2024', '2024-05-01'],
    ['unix', '-86400', '1969-12-31T00:00:00.000Z'],
    ['excel', '59', '59'],
    ['dd/MM/yyyy', '05/06/20245', '05/06/20245'],
  ])('%s makes of %s %s', (format, text, iso) => {
    expect(rewritten(text, format)).toBe(iso);
  });

  it.each([
    '',
    'yyyy',
    'dd/mm/yyyy',
    'dd/MM',
    'dd/MM/yyyy/dd',
    'yyy-MM-dd',
    'dd/MM/yyyy mm:HH',
    'ISO',
    'dd/MM/yyyy}',
  ])('%s is none', (format) => {
    const read = readDateFormat(format);
    expect('problem' in read ? read.problem : read).toMatch(/^must be a date such as dd\/MM\/yyyy/);
  });
});

import fc from 'fast-check';
import { escapeCell, unescapeCell } from '../../../app/export/escape-cell';

const hostile = fc.string({
  unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '－', ',', '"', 'a', ' ', '𝄞'),
  maxLength: 6,
});

describe('escaping a cell', () => {
  it('can be undone, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string()), (text) => unescapeCell(escapeCell(text)) === text),
      {
        numRuns: 5_000,
      },
    );
  });

  it('gives two texts two cells', () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => a === b || escapeCell(a) !== escapeCell(b)),
      { numRuns: 5_000 },
    );
  });

  it('leaves nothing that a spreadsheet would run', () => {
    fc.assert(
      fc.property(hostile, (text) => !/^[=+\-@\t\r\n\0＝＋－＠]/.test(escapeCell(text))),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'],
    ["'=1+1", "''=1+1"],
    ["'Tis Pity She's a Whore", "'Tis Pity She's a Whore"],
    ['-5', "'-5"],
    ['Emma', 'Emma'],
    ['', ''],
  ])('writes %j as %j', (text, cell) => {
    expect(escapeCell(text)).toBe(cell);
  });
});

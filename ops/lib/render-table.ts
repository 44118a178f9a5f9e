import { safeText } from '../../app/lib/safe-text';

const NO_BORDERS = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

/** Rows under a header, without rules around them, so that the lines can be cut and searched. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const Table: typeof import('cli-table3') = require('cli-table3');
  const table = new Table({
    head: [...header],
    chars: { ...NO_BORDERS, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(row.map(safeText));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

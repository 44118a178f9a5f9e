import type { ImportKindName } from './import-columns';

/** The text of a column of the file by its folded name, empty where the file has none. */
export type CellOf = (column: string) => string;

/** How files of another system look. Column names are folded: see `foldedColumn`. */
export type Layout = {
  readonly system: string;
  readonly kind: ImportKindName;
  /** A header that has one of each is of this layout. */
  readonly knownBy: readonly (readonly string[])[];
  /** The row under our names. */
  readonly valuesOf: (cell: CellOf) => Readonly<Record<string, string>>;
  /** How its dates are written, where that could be read in two ways. */
  readonly dateFormat?: string;
  /** Its quotation marks are only that. */
  readonly isUnquoted?: boolean;
};

/** A column's name without case, blanks and punctuation: `Item barcode`, `item.barcode` and `itemBarcode` are one. */
export const foldedColumn = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The first of some columns that holds anything. */
export const firstOf = (cell: CellOf, columns: readonly string[]): string =>
  columns.map(cell).find((text) => text.trim() !== '') ?? '';

/** A layout whose rows need nothing but other names: for each of our columns, its own in the order of preference. */
export function renamed(columns: Readonly<Record<string, readonly string[]>>): Layout['valuesOf'] {
  return (cell) =>
    Object.fromEntries(Object.entries(columns).map(([ours, theirs]) => [ours, firstOf(cell, theirs)]));
}

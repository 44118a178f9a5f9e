import { type DateRewriting, readDateFormat } from './date-format';
import type { ImportColumns, ImportKindName } from './import-columns';
import { type CellOf, foldedColumn, type Layout } from './layout';
import { LAYOUTS } from './layouts';

/** What a person says of a file. */
export type HeaderHints = {
  /** For columns of ours, the names that the file has for them. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  readonly dateFormat?: DateRewriting | undefined;
};

/** How the rows under a header are read: from a cell's text by its place. */
export type RowReader = {
  readonly width: number;
  readonly layout?: Layout;
  readonly valuesOf: (textAt: (place: number) => string) => Record<string, string>;
};

/** The reader of the rows under a header, or what is wrong with the header. Columns that no one asks for are not read. */
export function matchHeader(
  header: readonly string[],
  columns: ImportColumns,
  hints: HeaderHints = {},
): RowReader | { readonly problem: string } {
  const own = ownPlaces(header, columns);
  if ('problem' in own) return own;
  const told = toldPlaces(header, columns, hints.columns ?? {});
  if ('problem' in told) return told;
  const isTold = hints.columns !== undefined;
  const isThere = (column: string) => own.places.has(column) || told.places.has(column);
  const layout = columns.required.every(isThere) ? undefined : layoutOf(header, columns.kind);
  const missing = (isTold ? (columns.filled ?? columns.required) : columns.required).filter(
    (column) => !isThere(column),
  );
  if (layout === undefined && missing.length > 0) return { problem: whatIsMissing(header, missing, columns) };
  const rewrite = hints.dateFormat ?? dateFormatOf(layout);
  // A layout may have a column of our name that it means otherwise.
  const places = layout === undefined ? new Map([...own.places, ...told.places]) : told.places;
  return {
    width: header.length,
    ...(layout && { layout }),
    valuesOf: valuesBy({ columns, header, layout, rewrite, places }),
  };
}

/** The layout that a header is known by. */
export function layoutOf(header: readonly string[], kind: ImportKindName | undefined): Layout | undefined {
  return layoutsOf(header).find((layout) => layout.kind === kind);
}

function layoutsOf(header: readonly string[]): readonly Layout[] {
  const names = new Set(header.map(foldedColumn));
  return LAYOUTS.filter(({ knownBy }) => knownBy.every((anyOf) => anyOf.some((name) => names.has(name))));
}

type Places = { readonly places: ReadonlyMap<string, number> } | { readonly problem: string };

function ownPlaces(
  header: readonly string[],
  { required, optional = [], aliases = {} }: ImportColumns,
): Places {
  const given = header.map((cell) => cell.trim().toLowerCase());
  const names = given.map((name) => (given.includes(aliases[name] ?? '') ? name : (aliases[name] ?? name)));
  const wanted = [...required, ...optional];
  const doubled = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (doubled !== undefined) return { problem: `the header row has ${doubled} twice.` };
  return {
    places: new Map(
      wanted.flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)] as const] : [])),
    ),
  };
}

function toldPlaces(
  header: readonly string[],
  { required, optional = [] }: ImportColumns,
  told: Readonly<Record<string, string>>,
): Places {
  const places = new Map<string, number>();
  const exact = header.map((cell) => cell.trim().toLowerCase());
  const folded = header.map(foldedColumn);
  for (const [ours, theirs] of Object.entries(told)) {
    if (![...required, ...optional].includes(ours))
      return {
        problem: `--columns names ${ours}, but the columns are ${[...required, ...optional].join(', ')}.`,
      };
    const place = exact.indexOf(theirs.trim().toLowerCase());
    const found = place < 0 ? folded.indexOf(foldedColumn(theirs)) : place;
    if (found < 0)
      return { problem: `--columns names "${theirs}", but the header row has ${listed(header)}.` };
    places.set(ours, found);
  }
  return { places };
}

function whatIsMissing(
  header: readonly string[],
  missing: readonly string[],
  columns: ImportColumns,
): string {
  const [other] = columns.kind === undefined ? [] : layoutsOf(header);
  if (other !== undefined)
    return `the header row is that of ${other.system}; give it to import ${other.kind}.`;
  const systems = LAYOUTS.filter(({ kind }) => kind === columns.kind).map(({ system }) => system);
  const known = systems.length === 0 ? '' : `, or be that of ${systems.join(', ')}`;
  const [first = ''] = missing;
  return `the header row lacks ${missing.join(', ')}; it must have ${columns.required.join(',')}${known}. It has ${listed(header)}; --columns "${first}=…" says which column is meant.`;
}

const MAX_LISTED = 12;
const MAX_NAME = 40;

function listed(header: readonly string[]): string {
  const names = header.slice(0, MAX_LISTED).map((name) => name.trim().slice(0, MAX_NAME));
  return `${names.join(', ')}${header.length > MAX_LISTED ? ` and ${header.length - MAX_LISTED} more` : ''}`;
}

function dateFormatOf(layout: Layout | undefined): DateRewriting | undefined {
  if (layout?.dateFormat === undefined) return undefined;
  const format = readDateFormat(layout.dateFormat);
  if ('problem' in format) throw new Error(`The date format of ${layout.system} ${format.problem}.`);
  return format;
}

type Values = {
  readonly columns: ImportColumns;
  readonly header: readonly string[];
  readonly layout: Layout | undefined;
  readonly places: ReadonlyMap<string, number>;
  readonly rewrite: DateRewriting | undefined;
};

function valuesBy({ columns, header, layout, places, rewrite }: Values): RowReader['valuesOf'] {
  const placeOf = new Map(header.map((name, place) => [foldedColumn(name), place] as const).reverse());
  const absent = Object.fromEntries(columns.required.map((column) => [column, '']));
  return (textAt) => {
    const cell: CellOf = (column) => {
      const place = placeOf.get(column);
      return place === undefined ? '' : textAt(place);
    };
    const values: Record<string, string> = { ...absent, ...layout?.valuesOf(cell) };
    for (const [column, place] of places) values[column] = textAt(place);
    for (const column of columns.times ?? []) {
      const text = values[column];
      if (rewrite && text !== undefined) values[column] = rewrite(text);
    }
    for (const column of MAY_BE_NULL) if (NULL.test(values[column] ?? '')) values[column] = '';
    return values;
  };
}

/** What databases write for none; no id is called so. Of times the one who reads them knows it. */
const NULL = /^(?:NULL|\\N)$/;
const MAY_BE_NULL = ['tag_id', 'book_id', 'loan_id', 'isbn'];

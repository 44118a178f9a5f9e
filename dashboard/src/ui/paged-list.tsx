import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loaded } from './loaded';
import { useFilters } from './use-filters';

export type Page<Item> = { readonly items: readonly Item[]; readonly cursor: string | null };

type Props<Item> = {
  /** Of the table. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Names the question; another question begins at the first page. */
  readonly question: readonly (string | undefined)[];
  readonly ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  readonly row: (item: Item) => ReactNode;
  readonly empty: ReactNode;
  /** How many there are in all, in words. */
  readonly total: (page: Page<Item>, isWhole: boolean) => string;
  readonly refreshMs?: number;
};

/** A list that comes in pages from the server; the address holds the page, Back goes to the one before. */
export function PagedList<Item>({ question, ask, refreshMs, ...shown }: Props<Item>) {
  const { filters, set } = useFilters();
  const cursor = filters['cursor'];
  const query = useQuery({
    queryKey: [...question, cursor],
    queryFn: ({ signal }) => ask(cursor, signal),
    placeholderData: keepPreviousData,
    ...(refreshMs && { refetchInterval: refreshMs }),
  });
  return (
    <Loaded query={query}>
      {(page) => (
        <>
          <p className="total" aria-live="polite">
            {shown.total(page, cursor === undefined && page.cursor === null)}
          </p>
          {page.items.length === 0 ? (
            <div className="empty">{shown.empty}</div>
          ) : (
            <Rows page={page} {...shown} />
          )}
          <nav aria-label="Pages" className="pages">
            <button type="button" disabled={cursor === undefined} onClick={() => history.back()}>
              Previous
            </button>
            <button
              type="button"
              disabled={page.cursor === null}
              onClick={() => set({ cursor: page.cursor ?? undefined }, { replace: false })}
            >
              Next
            </button>
          </nav>
        </>
      )}
    </Loaded>
  );
}

type Shown<Item> = Pick<Props<Item>, 'name' | 'columns' | 'row'> & { readonly page: Page<Item> };

const Rows = <Item,>({ name, columns, row, page }: Shown<Item>) => (
  <Table name={name} columns={columns}>
    {page.items.map(row)}
  </Table>
);

type TableProps = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly children: ReactNode;
};

/** A table that scrolls by itself where it is wider than the screen. */
export const Table = ({ name, columns, children }: TableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
  <section className="scroll" aria-label={`${name}, table`} tabIndex={0}>
    <table aria-label={name}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);

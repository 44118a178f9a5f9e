import { Link } from 'wouter';
import { answerOf, type Schemas, useApi } from '../api/client';
import { BookName } from '../stock/book-name';
import { useTimes } from '../text/times';
import { counted, STATUSES } from '../text/words';
import { PagedList } from '../ui/paged-list';
import { copyPath } from '../ui/path-id';

export const COPY_STATUSES = [
  ['held', 'Held'],
  ['available', 'Available'],
  ['on-loan', 'On loan'],
  ['lost', 'Lost'],
  ['damaged', 'Damaged'],
  ['withdrawn', 'Withdrawn'],
  ['retired', 'Retired, all'],
  ['unassigned', 'Not assigned'],
] as const;
export type CopyStatus = (typeof COPY_STATUSES)[number][0];
type Copy = Schemas['Inventory'];

export type CopyFilters = {
  readonly status?: CopyStatus;
  readonly query?: string;
  readonly bookId?: string;
};

type Props = {
  readonly filters: CopyFilters;
  /** How many there are in all, where that is known. */
  readonly held?: number | undefined;
};

/** Copies and where they stand. */
export function CopiesTable({ filters, held }: Props) {
  const api = useApi();
  const { status, query, bookId } = filters;
  return (
    <PagedList
      name="Copies"
      columns={['Copy', 'Book', 'State', 'Borrowed', 'Returned', 'Loans']}
      question={['copies', status, query, bookId]}
      ask={(cursor, signal) =>
        answerOf(
          api.GET('/v1/inventory', {
            params: { query: { limit: 50, ...filters, ...(cursor && { cursor }) } },
            signal,
          }),
        )
      }
      total={({ items }, isWhole) =>
        isWhole
          ? counted(items.length, 'copy', 'copies')
          : held === undefined
            ? `${items.length} copies on this page`
            : counted(held, 'copy', 'copies')
      }
      empty={<p>No copy fits. Copies are made on the page Tags, from tags that a reader has seen.</p>}
      refreshMs={3_000}
      row={(copy) => <CopyRow key={copy.tagId} copy={copy} />}
    />
  );
}

function CopyRow({ copy }: { readonly copy: Copy }) {
  const times = useTimes();
  const { tagId, bookId, status, retiredReason, borrowedAt, returnedAt, loanCount } = copy;
  return (
    <tr>
      <td>
        <Link to={copyPath(tagId)}>
          <bdi>{tagId}</bdi>
        </Link>
      </td>
      <td>{bookId !== undefined && <BookName bookId={bookId} />}</td>
      <td className={status}>
        {STATUSES[status]}
        {retiredReason && `: ${retiredReason}`}
      </td>
      <td>{borrowedAt && times.full(borrowedAt)}</td>
      <td>{returnedAt && times.full(returnedAt)}</td>
      <td className="figure">{loanCount}</td>
    </tr>
  );
}

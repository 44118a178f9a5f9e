import { useLocation } from 'wouter';
import { answerOf, useApi } from '../api/client';
import { copyPath } from '../ui/path-id';
import { SearchBox } from '../ui/search-box';
import { useFilters } from '../ui/use-filters';
import { useSummary } from '../ui/use-overview';
import { COPY_STATUSES, CopiesTable, type CopyStatus } from './copies-table';

const statusOf = (text: string | undefined): CopyStatus | undefined =>
  COPY_STATUSES.map(([value]) => value).find((value) => value === text);

/** All copies, with filters that stand in the address. */
export default function CopiesPage() {
  const api = useApi();
  const { filters, set } = useFilters();
  const [, navigate] = useLocation();
  const { data: summary } = useSummary();
  const status = statusOf(filters['status']);
  const query = filters['query'];
  const asked = { ...(status && { status }), ...(query && { query }) };
  const openSingle = async (text: string) => {
    const request = { limit: 2, ...(status && { status }), ...(text && { query: text }) };
    const { items } = await answerOf(api.GET('/v1/inventory', { params: { query: request } }));
    if (items.length === 1 && items[0]) navigate(copyPath(items[0].tagId));
  };
  const totals: Partial<Record<CopyStatus, number>> = summary
    ? { held: summary.held, available: summary.available, 'on-loan': summary.onLoan }
    : {};
  return (
    <>
      <h1>Copies</h1>
      <div className="filters">
        <SearchBox onEnter={(text) => void openSingle(text)} />
        <label className="field">
          State
          <select
            value={status ?? ''}
            onChange={(event) => set({ status: event.target.value, cursor: undefined }, { replace: false })}
          >
            <option value="">All tags ever seen</option>
            {COPY_STATUSES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      <CopiesTable filters={asked} held={status && !query ? totals[status] : undefined} />
    </>
  );
}

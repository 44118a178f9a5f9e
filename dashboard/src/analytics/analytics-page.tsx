import { useQuery } from '@tanstack/react-query';
import { answerOf, useApi } from '../api/client';
import { useTimes } from '../text/times';
import { Loaded } from '../ui/loaded';
import { Table } from '../ui/paged-list';
import { useFilters } from '../ui/use-filters';
import { DayChart } from './day-chart';
import { HourTable } from './hour-table';

const SPANS = [7, 30, 90] as const;
const DAY_MS = 24 * 3_600_000;
const EVERY_MS = 10_000;

/** How the days went, and which hours are busy. */
export default function AnalyticsPage() {
  const times = useTimes();
  const { filters, set } = useFilters();
  const days = SPANS.find((span) => String(span) === filters['days']) ?? 30;
  const now = Date.now();
  const span = {
    from: times.date(new Date(now - (days - 1) * DAY_MS).toISOString()),
    to: times.date(new Date(now).toISOString()),
  };
  return (
    <>
      <h1>Analytics</h1>
      <label className="field">
        Span
        <select value={days} onChange={(event) => set({ days: event.target.value }, { replace: false })}>
          {SPANS.map((count) => (
            <option key={count} value={count}>
              {`Last ${count} days`}
            </option>
          ))}
        </select>
      </label>
      <p className="quiet">
        Days and hours of {times.zone}, {span.from} to {span.to}.
      </p>
      <Days span={span} />
      <Hours span={span} />
    </>
  );
}

type SpanProps = { readonly span: { readonly from: string; readonly to: string } };

function Days({ span }: SpanProps) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['daily', span],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/v1/analytics/daily', { params: { query: { ...span, limit: 1 } }, signal })),
    refetchInterval: EVERY_MS,
  });
  return (
    <section aria-labelledby="days">
      <h2 id="days">Borrowed and returned a day</h2>
      <Loaded query={query}>
        {({ days = [] }) => (
          <>
            <DayChart days={days} />
            <details>
              <summary>The same as a table</summary>
              <Table
                name="Borrowed and returned a day"
                columns={['Day', 'Borrowed', 'Returned', 'On loan at its end', 'Copies']}
              >
                {days.toReversed().map(({ date, borrowed, returned, closingOnLoan, closingTotal }) => (
                  <tr key={date}>
                    <th scope="row">{date}</th>
                    <td className="figure">{borrowed}</td>
                    <td className="figure">{returned}</td>
                    <td className="figure">{closingOnLoan}</td>
                    <td className="figure">{closingTotal}</td>
                  </tr>
                ))}
              </Table>
            </details>
          </>
        )}
      </Loaded>
    </section>
  );
}

function Hours({ span }: SpanProps) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['hours', span],
    queryFn: ({ signal }) => answerOf(api.GET('/v1/analytics/hours', { params: { query: span }, signal })),
    refetchInterval: EVERY_MS,
  });
  return (
    <section aria-labelledby="hours">
      <h2 id="hours">Busy hours: borrowed and returned together</h2>
      <Loaded query={query}>{({ items }) => <HourTable hours={items} />}</Loaded>
    </section>
  );
}

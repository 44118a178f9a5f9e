import { createRoute, z } from '@hono/zod-openapi';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { zoneOf } from '../../../app/lib/zone-rules';
import { dailyAnalytics } from '../../../app/queries/daily-analytics';
import { addDays } from '../../../app/queries/dates';
import { hourlyAnalytics } from '../../../app/queries/hourly-analytics';
import { loanDurations } from '../../../app/queries/loan-durations';
import { TITLE_ORDERS, titleAnalytics } from '../../../app/queries/title-analytics';
import { type Api, type ApiParts, served } from '../api-parts';
import { askedPage } from '../cursor';
import { bookIdField, dateField, listOf, MAX_DAYS, pageQuery } from '../fields';
import { Problem } from '../problem';
import { json, readCall, readProblems } from '../route-parts';
import { analyticsRow, daySummary, monthDurations, titleFigures, weekHour } from '../rows';

const DEFAULT_DAYS = 30;
/** History is taken from then on. */
const FIRST_DATE = '1800-01-01';
/** Days are counted on from here, and a year has four digits. */
const LAST_DATE = '2999-12-31';

const span = {
  from: dateField
    .optional()
    .openapi({ description: `Library date; by default ${DEFAULT_DAYS} days with \`to\`.` }),
  to: dateField.optional().openapi({ description: 'Library date, included; by default today.' }),
};

const daily = createRoute({
  ...readCall,
  path: '/v1/analytics/daily',
  summary: 'Borrows, returns and closing figures a day and book',
  description: `At most ${MAX_DAYS} days. A book has a row on days when one of its figures moved.`,
  request: { query: z.object({ ...pageQuery, ...span, bookId: bookIdField.optional() }) },
  responses: {
    200: json(
      listOf(analyticsRow).extend({
        days: z.array(daySummary).optional().openapi({
          description:
            'Every date of the span over all books: on the first page, unless a book is asked for.',
        }),
      }),
      'Rows by date and book.',
    ),
    ...readProblems,
  },
});

const hours = createRoute({
  ...readCall,
  path: '/v1/analytics/hours',
  summary: 'Borrows and returns by weekday and hour',
  description: `At most ${MAX_DAYS} days. All 168 hours of the week, in one page.`,
  request: { query: z.object(span) },
  responses: { 200: json(listOf(weekHour), 'From Monday 0 h to Sunday 23 h.'), ...readProblems },
});

const titles = createRoute({
  ...readCall,
  path: '/v1/analytics/titles',
  summary: 'Books by loans, or that never moved',
  description: `At most ${MAX_DAYS} days.`,
  request: {
    query: z.object({
      ...pageQuery,
      ...span,
      by: z.enum(TITLE_ORDERS).default('borrowed').openapi({
        description:
          '`borrowed`: those borrowed in the span, most often first. `neverMoved`: those with copies that were neither borrowed nor returned in it, by book id.',
      }),
    }),
  },
  responses: { 200: json(listOf(titleFigures), 'Books with their figures.'), ...readProblems },
});

const durations = createRoute({
  ...readCall,
  path: '/v1/analytics/durations',
  summary: 'How long loans last, by month',
  description: `At most ${MAX_DAYS} days. Months in which loans began that have ended, in one page.`,
  request: { query: z.object(span) },
  responses: { 200: json(listOf(monthDurations), 'By month.'), ...readProblems },
});

type AskedSpan = { readonly from?: string | undefined; readonly to?: string | undefined };

function spanOf({ from, to }: AskedSpan, today: string) {
  const last = to ?? today;
  const first = from ?? addDays(last, 1 - DEFAULT_DAYS);
  const refuse = (path: string, message: string) => {
    throw new Problem('invalid-request', `${path}: ${message}`, [{ path, message }]);
  };
  if (first > last) refuse('query.from', `must not be after ${last}`);
  if (first < FIRST_DATE) refuse('query.from', `must not be before ${FIRST_DATE}`);
  if (last > LAST_DATE) refuse('query.to', `must not be after ${LAST_DATE}`);
  if (last > addDays(first, MAX_DAYS - 1)) refuse('query.to', `must be within ${MAX_DAYS} days of ${first}`);
  return { from: first, to: last };
}

/** The read models that are served, and the library's date now. */
async function servedToday(parts: ApiParts) {
  const { serving, models } = await served(parts);
  const { date: today } = libraryCalendar(zoneOf(serving))(parts.now());
  return { ...models, serving, today };
}

export function addAnalyticsRoutes(api: Api, parts: ApiParts) {
  api.openapi(daily, async (c) => {
    const { filter, page, answer } = askedPage('daily', c.req.valid('query'));
    const { bookId, ...asked } = filter;
    const models = await servedToday(parts);
    const request = { ...spanOf(asked, models.today), bookId, ...page };
    const { days, ...found } = await dailyAnalytics(models, request);
    return c.json({ ...answer(found), ...(days && { days: [...days] }) }, 200);
  });

  api.openapi(hours, async (c) => {
    const models = await servedToday(parts);
    const items = await hourlyAnalytics(models, spanOf(c.req.valid('query'), models.today));
    return c.json({ items, cursor: null }, 200);
  });

  api.openapi(titles, async (c) => {
    const { filter, page, answer } = askedPage('titles', c.req.valid('query'));
    const { by, ...asked } = filter;
    const models = await servedToday(parts);
    return c.json(answer(await titleAnalytics(models, { ...spanOf(asked, models.today), by, ...page })), 200);
  });

  api.openapi(durations, async (c) => {
    const models = await servedToday(parts);
    const items = await loanDurations(models, spanOf(c.req.valid('query'), models.today));
    return c.json({ items, cursor: null }, 200);
  });
}

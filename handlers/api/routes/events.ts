import { createRoute, z } from '@hono/zod-openapi';
import { eventEntries } from '../../../app/queries/event-entries';
import { listEvents } from '../../../app/queries/list-events';
import { type Api, type ApiParts, served } from '../api-parts';
import { askedPage } from '../cursor';
import { booleanField, instantField, listOf, MAX_DAYS, pageQuery } from '../fields';
import { Problem } from '../problem';
import { json, readCall, readProblems } from '../route-parts';
import { recordedEvent, toldEvent } from '../rows';

const DAY_MS = 24 * 3_600_000;

const feed = createRoute({
  ...readCall,
  path: '/v1/events',
  summary: 'The audit feed: everything recorded, by time of recording',
  description: `Both instants are included, at most ${MAX_DAYS} days apart. The newest events, of the last seconds, can turn up late: ask again from a little before the last one seen.`,
  request: {
    query: z.object({
      ...pageQuery,
      from: instantField.optional().openapi({ description: 'By default a day before `to`.' }),
      to: instantField.optional().openapi({ description: 'By default now.' }),
      order: z.enum(['asc', 'desc']).default('asc'),
      entries: booleanField.openapi({
        description: 'With true each event of a tag comes with what it means by all that is recorded now.',
      }),
    }),
  },
  responses: {
    200: json(listOf(toldEvent), 'Events as they are stored, with their digests.'),
    ...readProblems,
  },
});

export function addEventsRoute(api: Api, parts: ApiParts) {
  const { status, now } = parts;
  api.openapi(feed, async (c) => {
    const { filter, page, answer } = askedPage('events', c.req.valid('query'));
    const { order, entries, ...asked } = filter;
    const to = asked.to ?? now();
    const from = asked.from ?? new Date(Date.parse(to) - DAY_MS).toISOString();
    const daysApart = (Date.parse(to) - Date.parse(from)) / DAY_MS;
    if (daysApart < 0 || daysApart > MAX_DAYS) {
      const message =
        daysApart < 0 ? `must not lie after ${to}` : `must lie at most ${MAX_DAYS} days before ${to}`;
      throw new Problem('invalid-request', `query.from: ${message}`, [{ path: 'query.from', message }]);
    }
    const found = await listEvents(status, { from, to, order, ...page });
    const items = z.array(recordedEvent).parse(found.items);
    if (!entries) return c.json(answer({ ...found, items }), 200);
    const { serving, models } = await served(parts);
    const sources = { log: parts.log, stock: models.stock };
    const entryOf = await eventEntries(items, sources, serving.rules);
    const told = items.map((item) => ({ ...item, entry: entryOf(item) }));
    return c.json(answer({ ...found, items: told }), 200);
  });
}

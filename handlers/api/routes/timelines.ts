import { createRoute, z } from '@hono/zod-openapi';
import { bookTimeline } from '../../../app/queries/book-timeline';
import { tagTimeline } from '../../../app/queries/tag-timeline';
import { type Api, type ApiParts, served } from '../api-parts';
import { askedPage } from '../cursor';
import { bookIdField, instantField, limitField, pageQuery, tagIdField } from '../fields';
import { Problem } from '../problem';
import { json, notFoundProblem, readCall, readProblems } from '../route-parts';
import { inventoryRow, stockRow, timelineEntry } from '../rows';

/** What fits into an answer of Lambda, 6 MB, with room to spare. */
const MAX_ENTRIES = 5_000;

const query = z.object({
  asOf: instantField.optional().openapi({ description: 'Only what had happened by then (effectiveAt).' }),
  knownAt: instantField.optional().openapi({
    description: 'Only what was recorded by then. A void recorded by then counts, whatever asOf.',
  }),
  limit: limitField(MAX_ENTRIES, MAX_ENTRIES),
  cursor: pageQuery.cursor,
});

const answerWith = <State extends z.ZodType>(state: State) =>
  z.object({ entries: z.array(timelineEntry), state, cursor: z.string().nullable() });

const ofTag = createRoute({
  ...readCall,
  path: '/v1/inventory/{tagId}/timeline',
  summary: 'What happened to a tag, by when it happened and by when it was known',
  request: { params: z.object({ tagId: tagIdField }), query },
  responses: {
    200: json(
      answerWith(inventoryRow),
      'Entries in the order of history; `state` is that after all of them.',
    ),
    ...readProblems,
    ...notFoundProblem,
  },
});

const ofBook = createRoute({
  ...readCall,
  path: '/v1/books/{bookId}/timeline',
  summary: 'The same over all tags while they were copies of the book',
  request: { params: z.object({ bookId: bookIdField }), query },
  responses: {
    200: json(
      answerWith(stockRow),
      'Entries in the order of history; `state` is the stock after all of them.',
    ),
    ...readProblems,
    ...notFoundProblem,
  },
});

export function addTimelineRoutes(api: Api, parts: ApiParts) {
  api.openapi(ofTag, async (c) => {
    const { tagId } = c.req.valid('param');
    const { filter, page, cursorAt } = askedPage('tag-timeline', { ...c.req.valid('query'), tagId });
    const { serving } = await parts.generations.read();
    const timeline = await tagTimeline(parts.log, serving.rules, { ...filter, ...page });
    if (timeline === undefined) {
      throw new Problem('unknown-tag', `Nothing was ever recorded of tag ${tagId}.`);
    }
    const { entries, state, next } = timeline;
    return c.json({ entries: [...entries], state, cursor: cursorAt(next) }, 200);
  });

  api.openapi(ofBook, async (c) => {
    const { bookId } = c.req.valid('param');
    const { filter, page, cursorAt } = askedPage('book-timeline', { ...c.req.valid('query'), bookId });
    const { serving, models } = await served(parts);
    const sources = { log: parts.log, inventory: models.inventory, rules: serving.rules };
    const timeline = await bookTimeline(sources, { ...filter, ...page });
    if (timeline === undefined) throw new Problem('unknown-book', `There is no book ${bookId}.`);
    const { entries, state, next } = timeline;
    return c.json({ entries: [...entries], state, cursor: cursorAt(next) }, 200);
  });
}

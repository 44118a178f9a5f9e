import { createRoute, z } from '@hono/zod-openapi';
import { listStock, STOCK_FILTERS } from '../../../app/queries/list-stock';
import { isListed } from '../../../app/queries/ports';
import { readBookRow } from '../../../app/queries/read-book';
import { type Api, type ApiParts, served } from '../api-parts';
import { askedPage } from '../cursor';
import { bookIdField, listOf, pageQuery, searchField } from '../fields';
import { Problem } from '../problem';
import { json, notFoundProblem, readCall, readProblems } from '../route-parts';
import { bookRow, stockRow } from '../rows';

const list = createRoute({
  ...readCall,
  path: '/v1/stock',
  summary: 'How many copies of each book there are and are left',
  request: {
    query: z.object({
      ...pageQuery,
      query: searchField.openapi({
        description:
          'Words in any order, each a part of name, author or id, without case and accents; or an ISBN in any form, or a part of one.',
      }),
      status: z.enum(STOCK_FILTERS).optional().openapi({
        description: "Low: at most the stage's `lowStock` copies left, of more.",
      }),
    }),
  },
  responses: { 200: json(listOf(stockRow), 'Books by book id.'), ...readProblems },
});

const one = createRoute({
  ...readCall,
  path: '/v1/stock/{bookId}',
  summary: 'The same of one book',
  request: { params: z.object({ bookId: bookIdField }) },
  responses: { 200: json(stockRow, 'The book.'), ...readProblems, ...notFoundProblem },
});

const book = createRoute({
  ...readCall,
  path: '/v1/books/{bookId}',
  summary: 'The same of one book, also where it is withdrawn',
  request: { params: z.object({ bookId: bookIdField }) },
  responses: { 200: json(bookRow, 'The book, its details as of now.'), ...readProblems, ...notFoundProblem },
});

export function addStockRoutes(api: Api, parts: ApiParts) {
  api.openapi(list, async (c) => {
    const { filter, page, answer } = askedPage('stock', c.req.valid('query'));
    const { models } = await served(parts);
    return c.json(
      answer(await listStock(models.stock, { ...filter, ...page, lowStock: parts.lowStock })),
      200,
    );
  });

  api.openapi(one, async (c) => {
    const { bookId } = c.req.valid('param');
    const { models } = await served(parts);
    const book = await models.stock.book(bookId);
    if (book === undefined || !isListed(book))
      throw new Problem('unknown-book', `There is no book ${bookId}.`);
    return c.json(book.row, 200);
  });

  api.openapi(book, async (c) => {
    const { bookId } = c.req.valid('param');
    const { models } = await served(parts);
    const row = await readBookRow(bookId, { log: parts.log, stock: models.stock });
    if (row === undefined) throw new Problem('unknown-book', `There is no book ${bookId}.`);
    return c.json(row, 200);
  });
}

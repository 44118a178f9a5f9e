import { createRoute, z } from '@hono/zod-openapi';
import { INVENTORY_STATUSES, listInventory } from '../../../app/queries/list-inventory';
import { type Api, type ApiParts, served } from '../api-parts';
import { askedPage } from '../cursor';
import { bookIdField, listOf, pageQuery, searchField, tagIdField } from '../fields';
import { Problem } from '../problem';
import { json, notFoundProblem, readCall, readProblems } from '../route-parts';
import { inventoryRow, loanRow } from '../rows';

const list = createRoute({
  ...readCall,
  path: '/v1/inventory',
  summary: 'Each copy and where it stands',
  request: {
    query: z.object({
      ...pageQuery,
      status: z.enum(INVENTORY_STATUSES).optional().openapi({
        description:
          '`held` are those available and on loan; `lost`, `damaged` and `withdrawn` those retired for that reason.',
      }),
      bookId: bookIdField.optional(),
      query: searchField.openapi({
        description:
          'A part of the tag id, the id of the same tag written otherwise, or what finds its book in `/v1/stock`.',
      }),
    }),
  },
  responses: {
    200: json(
      listOf(inventoryRow),
      'Copies by tag id; of status on-loan alone, the one longest out first; of status unassigned alone, the one seen last first.',
    ),
    ...readProblems,
  },
});

const one = createRoute({
  ...readCall,
  path: '/v1/inventory/{tagId}',
  summary: 'One copy with its loans',
  request: { params: z.object({ tagId: tagIdField }) },
  responses: {
    200: json(inventoryRow.extend({ loans: z.array(loanRow) }), 'The copy; its loans, the first first.'),
    ...readProblems,
    ...notFoundProblem,
  },
});

export function addInventoryRoutes(api: Api, parts: ApiParts) {
  api.openapi(list, async (c) => {
    const { filter, page, answer } = askedPage('inventory', c.req.valid('query'));
    const { models } = await served(parts);
    return c.json(answer(await listInventory(models, { ...filter, ...page })), 200);
  });

  api.openapi(one, async (c) => {
    const { tagId } = c.req.valid('param');
    const { models } = await served(parts);
    const found = await models.inventory.tagWithLoans(tagId);
    if (found === undefined) throw new Problem('unknown-tag', `Nothing is known of tag ${tagId}.`);
    return c.json({ ...found.tag.row, loans: found.loans }, 200);
  });
}

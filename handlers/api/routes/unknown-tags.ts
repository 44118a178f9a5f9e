import { createRoute, z } from '@hono/zod-openapi';
import { listUnknownTags } from '../../../app/queries/list-unknown-tags';
import { type Api, type ApiParts, served } from '../api-parts';
import { askedPage } from '../cursor';
import { booleanField, listOf, pageQuery } from '../fields';
import { json, readCall, readProblems } from '../route-parts';
import { unknownTag } from '../rows';

const list = createRoute({
  ...readCall,
  path: '/v1/tags/unknown',
  summary: 'Tags that readers saw and nobody has assigned, and retired copies seen again',
  request: {
    query: z.object({
      ...pageQuery,
      ignored: booleanField.openapi({ description: 'Those that are hidden instead of those that are not.' }),
    }),
  },
  responses: { 200: json(listOf(unknownTag), 'The one seen last first.'), ...readProblems },
});

export function addUnknownTagsRoute(api: Api, parts: ApiParts) {
  api.openapi(list, async (c) => {
    const { filter, page, answer } = askedPage('unknown-tags', c.req.valid('query'));
    const { models } = await served(parts);
    return c.json(answer(await listUnknownTags(models, { ...filter, ...page })), 200);
  });
}

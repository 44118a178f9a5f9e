import { createRoute, z } from '@hono/zod-openapi';
import { listUnknownTags } from '../../../app/queries/list-unknown-tags';
import { type Api, type ApiParts, served } from '../api-parts';
import { decodeCursor, toAnswer } from '../cursor';
import { listOf, pageQuery } from '../fields';
import { json, readCall, readProblems } from '../route-parts';
import { unknownTag } from '../rows';

const list = createRoute({
  ...readCall,
  path: '/v1/tags/unknown',
  summary: 'Tags that readers saw and nobody has assigned',
  request: { query: z.object(pageQuery) },
  responses: { 200: json(listOf(unknownTag), 'The one seen last first.'), ...readProblems },
});

export function addUnknownTagsRoute(api: Api, parts: ApiParts) {
  api.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const after = decodeCursor('unknown-tags', cursor);
    const { models } = await served(parts);
    return c.json(toAnswer('unknown-tags', await listUnknownTags(models, { limit, after })), 200);
  });
}

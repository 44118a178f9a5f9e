import { createRoute, z } from '@hono/zod-openapi';
import { readSummary } from '../../../app/queries/read-summary';
import { type Api, type ApiParts, served } from '../api-parts';
import { figure, instant } from '../fields';
import { json, readCall, readProblems } from '../route-parts';

const summaryAnswer = z
  .object({
    held: figure,
    available: figure,
    onLoan: figure,
    unknown: figure.openapi({ description: 'Unknown tags that are not ignored, found copies among them.' }),
    attention: figure.openapi({
      description: 'Quarantined objects, dead letters, silent readers, and rows that differ from history.',
    }),
    asOf: instant,
  })
  .openapi('Summary');

const summary = createRoute({
  ...readCall,
  path: '/v1/summary',
  summary: 'The figures of the whole library, and how much waits for a person',
  responses: { 200: json(summaryAnswer, 'As of now.'), ...readProblems },
});

export function addSummaryRoute(api: Api, parts: ApiParts) {
  api.openapi(summary, async (c) => {
    const { serving, models } = await served(parts);
    const at = { generation: serving.id, now: parts.now() };
    return c.json(await readSummary(models, parts.status, at), 200);
  });
}

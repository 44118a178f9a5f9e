import { createRoute, z } from '@hono/zod-openapi';
import { readStatus } from '../../../app/queries/read-status';
import type { Api, ApiParts } from '../api-parts';
import { figure, instant } from '../fields';
import { json, readCall, readProblems } from '../route-parts';

const lag = z.object({
  lagMs: figure.openapi({ description: 'Age of the oldest event found that is not shown yet; 0 if none.' }),
  newestRecordedAt: instant.optional(),
});

const depths = z.record(z.string(), figure);

const statusAnswer = z
  .object({
    asOf: instant,
    generation: z.object({
      id: z.string(),
      rules: z.object({
        repeatWindowMs: figure,
        version: figure.optional().openapi({ description: 'Of the rules; absent means 1.' }),
      }),
      timeZone: z.string(),
    }),
    alsoWritten: z.array(z.string()).readonly(),
    projections: z.object({ circulation: lag, analytics: lag }),
    readers: z
      .array(
        z.object({
          readerId: z.string(),
          lastSeenAt: z.string().optional(),
          state: z.string().optional(),
          stateAt: z.string().optional().openapi({ description: 'By the reader’s own clock.' }),
          stateReceivedAt: z.string().optional(),
          spoolDepth: z.number().optional(),
          version: z.string().optional(),
        }),
      )
      .readonly(),
    quarantine: depths.openapi({
      description: 'Objects by where they came from; 10000 is that many or more.',
    }),
    deadLetters: depths.openapi({ description: 'Messages by place, about.' }),
  })
  .openapi('Status');

const status = createRoute({
  ...readCall,
  path: '/v1/status',
  summary: 'How the whole is doing',
  responses: { 200: json(statusAnswer, 'As of now.'), ...readProblems },
});

export function addStatusRoute(api: Api, parts: ApiParts) {
  api.openapi(status, async (c) => {
    const generations = await parts.generations.read();
    const models = parts.modelsOf(generations.serving.id);
    return c.json(await readStatus(generations, models, parts.status, parts.now()), 200);
  });
}

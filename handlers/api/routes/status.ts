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

/** As the reader told them in its last status. */
const toldByReader = z
  .object({
    spoolDepth: z.number(),
    version: z.string(),
    oldestUnsentAt: z.string(),
    lastReadAt: z.string(),
    reads: z.number(),
    repeats: z.number(),
    readErrors: z.record(z.string(), z.number()).openapi({ description: 'By kind.' }),
    chip: z.object({
      kind: z.string().nullish(),
      version: z.string().nullish(),
      faults: z.number().nullish(),
    }),
    clockSynced: z.boolean(),
    uptimeS: z.number(),
    temperatureC: z.number(),
    undervoltage: z.boolean(),
    trouble: z.array(z.string()),
    freeDiskBytes: z.number(),
    certificateEndsAt: z.string(),
    parked: z.number().openapi({ description: 'Messages that the reader has set aside for a person.' }),
  })
  .partial().shape;

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
      zoneRules: z
        .object({ release: z.string(), until: z.string(), offsets: z.string() })
        .optional()
        .openapi({ description: 'What the clocks of the zone show, by which everything served was read.' }),
      listsDays: z.boolean().optional().openapi({
        description: 'Only days that moved are read for analytics; without it each day is, until a rebuild.',
      }),
    }),
    zoneDifference: z
      .object({
        timeZone: z.string(),
        recorded: z.string(),
        here: z.string(),
        from: instant,
        to: instant,
      })
      .optional()
      .openapi({ description: 'Where the time-zone data of the API disagrees with those rules.' }),
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
          ...toldByReader,
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

import { createRoute, z } from '@hono/zod-openapi';
import { enterScan } from '../../../app/commands/enter-scan';
import { voidScan } from '../../../app/commands/void-scan';
import type { Api, ApiParts } from '../api-parts';
import { instantField, reasonField, scanIdField, scanMode, tagIdField } from '../fields';
import { commandCall, commandHeaders, commandProblems, json, jsonBody } from '../route-parts';
import { outcome, receipt, tagStatus } from '../rows';
import { runCommand } from '../run-command';

const entered = z
  .object({
    tagId: z.string(),
    scanId: z.string(),
    readerId: z.string(),
    mode: scanMode,
    outcome: outcome.openapi({ description: 'What it meant among all that was recorded by then.' }),
    bookId: z.string().optional(),
    statusAfter: tagStatus,
    ...receipt,
  })
  .openapi('EnteredScan');
const voided = z
  .object({ tagId: z.string(), scanId: z.string(), reason: z.string(), ...receipt })
  .openapi('VoidedScan');

const enter = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags/{tagId}/scans',
  summary: 'Enter a scan by hand, in the past where one was missed',
  request: {
    params: z.object({ tagId: tagIdField }),
    headers: commandHeaders,
    body: jsonBody(
      z.strictObject({
        mode: scanMode,
        scannedAt: instantField.optional().openapi({
          description: 'By default now; at most 5 minutes ahead of it and 400 days before it.',
        }),
      }),
    ),
  },
  responses: { 201: json(entered, 'Recorded, whatever it meant.'), ...commandProblems },
});

const voidOne = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags/{tagId}/scans/{scanId}/void',
  summary: 'Declare a scan void, as if it had not happened',
  request: {
    params: z.object({ tagId: tagIdField, scanId: scanIdField }),
    headers: commandHeaders,
    body: jsonBody(z.strictObject({ reason: reasonField })),
  },
  responses: { 201: json(voided, 'Void.'), ...commandProblems },
});

export function addScanCommands(api: Api, parts: ApiParts) {
  api.openapi(enter, async (c) => {
    const { tagId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const { serving } = await parts.generations.read();
    const run = (context: Parameters<typeof enterScan>[2]) =>
      enterScan({ tagId, ...request }, serving.rules, context);
    return c.json(await runCommand(c, parts, { request, key, answer: entered, run }), 201);
  });

  api.openapi(voidOne, async (c) => {
    const { tagId, scanId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: Parameters<typeof voidScan>[1]) => voidScan({ tagId, scanId, ...request }, context);
    return c.json(await runCommand(c, parts, { request, key, answer: voided, run }), 201);
  });
}

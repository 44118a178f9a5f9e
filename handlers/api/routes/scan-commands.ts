import { createRoute, z } from '@hono/zod-openapi';
import type { CommandContext } from '../../../app/commands/command-context';
import { enteringScan } from '../../../app/commands/enter-scan';
import { runCommand } from '../../../app/commands/run-command';
import { stableId } from '../../../app/commands/stable-id';
import { onTag } from '../../../app/commands/tag-commands';
import { voidScan } from '../../../domain/tag/decide/void-scan';
import type { Api, ApiParts } from '../api-parts';
import { instantField, reasonField, scanIdField, scanMode, tagIdField } from '../fields';
import { giveCommand } from '../give-command';
import { commandCall, commandHeaders, commandProblems, json, jsonBody } from '../route-parts';
import { outcome, receipt, tagStatus } from '../rows';

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
    const run = (context: CommandContext) => {
      const scanId = stableId('desk', context, tagId);
      return runCommand(enteringScan(serving.rules), { tagId, scanId, ...request }, context);
    };
    return c.json(await giveCommand(c, parts, { request, key, answer: entered, run }), 201);
  });

  api.openapi(voidOne, async (c) => {
    const { tagId, scanId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) =>
      runCommand(onTag(voidScan), { tagId, scanId, ...request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: voided, run }), 201);
  });
}

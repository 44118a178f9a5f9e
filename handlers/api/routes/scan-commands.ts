import { createRoute, z } from '@hono/zod-openapi';
import type { CommandContext } from '../../../app/commands/command-context';
import { enteringScan } from '../../../app/commands/enter-scan';
import { foresee } from '../../../app/commands/foresee';
import { runCommand } from '../../../app/commands/run-command';
import { stableId } from '../../../app/commands/stable-id';
import { onTag } from '../../../app/commands/tag-commands';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { zoneOf } from '../../../app/lib/zone-rules';
import { restoreScan } from '../../../domain/tag/decide/restore-scan';
import { voidScan } from '../../../domain/tag/decide/void-scan';
import type { Api, CommandParts } from '../api-parts';
import { booleanField, instantField, reasonField, scanIdField, scanMode, tagIdField } from '../fields';
import { giveCommand } from '../give-command';
import { Problem } from '../problem';
import { commandCall, commandHeaders, commandProblems, json, jsonBody } from '../route-parts';
import { consequence, outcome, receipt, tagStatus } from '../rows';

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
const aboutScan = { tagId: z.string(), scanId: z.string(), reason: z.string(), ...receipt };
const voided = z.object(aboutScan).openapi('VoidedScan');
const restored = z.object(aboutScan).openapi('RestoredScan');

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

const changeRequest = {
  params: z.object({ tagId: tagIdField, scanId: scanIdField }),
  headers: commandHeaders,
  query: z.object({
    dryRun: booleanField.openapi({
      description: 'With true nothing is recorded: what would follow is told.',
    }),
  }),
  body: jsonBody(
    z.strictObject({
      reason: reasonField.optional().openapi({ description: 'Required, unless `dryRun` is true.' }),
    }),
  ),
};
const foreseen = { 200: json(consequence, 'With `dryRun`: what would follow.') };

const voidOne = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags/{tagId}/scans/{scanId}/void',
  summary: 'Declare a scan void, as if it had not happened',
  request: changeRequest,
  responses: { 201: json(voided, 'Void.'), ...foreseen, ...commandProblems },
});

const restoreOne = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags/{tagId}/scans/{scanId}/restore',
  summary: 'Take the void of a scan back',
  request: changeRequest,
  responses: { 201: json(restored, 'It counts again.'), ...foreseen, ...commandProblems },
});

type ScanChange = {
  readonly params: { readonly tagId: string; readonly scanId: string };
  readonly reason: string | undefined;
};

/** What would follow from a command on a scan. Errors: Problem with the code of the refusal. */
async function tellConsequence(
  parts: CommandParts,
  user: string,
  decider: Parameters<typeof foresee>[0],
  { params, reason = '' }: ScanChange,
) {
  const { serving } = await parts.generations.read();
  const reading = { rules: serving.rules, calendar: libraryCalendar(zoneOf(serving)) };
  const told = await foresee(decider, { ...params, reason }, reading, { ...parts, user });
  if (!told.ok) throw new Problem(told.code, told.detail);
  return consequence.parse(told.answer);
}

function required(reason: string | undefined): string {
  if (reason !== undefined) return reason;
  const message = 'is missing: say why';
  throw new Problem('invalid-request', `json.reason: ${message}`, [{ path: 'json.reason', message }]);
}

export function addScanCommands(api: Api, parts: CommandParts) {
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
    const change = { params: c.req.valid('param'), reason: c.req.valid('json').reason };
    if (c.req.valid('query').dryRun) {
      return c.json(await tellConsequence(parts, c.get('identity').user, voidScan, change), 200);
    }
    const request = { reason: required(change.reason) };
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) =>
      runCommand(onTag(voidScan), { ...change.params, ...request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: voided, run }), 201);
  });

  api.openapi(restoreOne, async (c) => {
    const change = { params: c.req.valid('param'), reason: c.req.valid('json').reason };
    if (c.req.valid('query').dryRun) {
      return c.json(await tellConsequence(parts, c.get('identity').user, restoreScan, change), 200);
    }
    const request = { reason: required(change.reason) };
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) =>
      runCommand(onTag(restoreScan), { ...change.params, ...request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: restored, run }), 201);
  });
}

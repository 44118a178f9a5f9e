import { createRoute, z } from '@hono/zod-openapi';
import type { CommandContext } from '../../../app/commands/command-context';
import { runCommand } from '../../../app/commands/run-command';
import { assigningTag, ignoringTag, onTag } from '../../../app/commands/tag-commands';
import { retireTag } from '../../../domain/tag/decide/retire-tag';
import type { Api, CommandParts } from '../api-parts';
import { bookIdField, instantField, retirementReason, tagIdField, tagIdInBody } from '../fields';
import { giveCommand } from '../give-command';
import { commandCall, commandHeaders, commandProblems, json, jsonBody } from '../route-parts';
import { receipt } from '../rows';

const assigned = z.object({ tagId: z.string(), bookId: z.string(), ...receipt }).openapi('AssignedTag');
const retired = z.object({ tagId: z.string(), reason: retirementReason, ...receipt }).openapi('RetiredTag');

const assign = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags',
  summary: 'Make a tag a copy of a book',
  request: {
    headers: commandHeaders,
    body: jsonBody(
      z.strictObject({
        tagId: tagIdInBody,
        bookId: bookIdField,
        replace: z.boolean().default(false).openapi({ description: 'Also if it is a copy already.' }),
        assignedAt: instantField.optional().openapi({ description: 'Since when it is one; by default now.' }),
      }),
    ),
  },
  responses: { 201: json(assigned, 'Assigned.'), ...commandProblems },
});

const retire = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags/{tagId}/retire',
  summary: 'Take a copy out of the stock',
  request: {
    params: z.object({ tagId: tagIdField }),
    headers: commandHeaders,
    body: jsonBody(z.strictObject({ reason: retirementReason })),
  },
  responses: { 201: json(retired, 'Retired.'), ...commandProblems },
});

const ignored = z
  .object({ tagId: z.string(), ignored: z.boolean(), ...receipt })
  .partial({ eventId: true, effectiveAt: true, recordedAt: true })
  .openapi('IgnoredTag', { description: 'Without an eventId it was so already and nothing was recorded.' });

const ignore = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/tags/{tagId}/ignore',
  summary: 'Hide a tag among the unknown ones, or show it again',
  request: {
    params: z.object({ tagId: tagIdField }),
    headers: commandHeaders,
    body: jsonBody(z.strictObject({ ignored: z.boolean() })),
  },
  responses: { 201: json(ignored, 'As it is now.'), ...commandProblems },
});

export function addTagCommands(api: Api, parts: CommandParts) {
  api.openapi(assign, async (c) => {
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) => runCommand(assigningTag, request, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: assigned, run }), 201);
  });

  api.openapi(retire, async (c) => {
    const { tagId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) => runCommand(onTag(retireTag), { tagId, ...request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: retired, run }), 201);
  });

  api.openapi(ignore, async (c) => {
    const { tagId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) => runCommand(ignoringTag, { tagId, ...request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: ignored, run }), 201);
  });
}

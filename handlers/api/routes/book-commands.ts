import { createRoute, z } from '@hono/zod-openapi';
import { changingBook, registeringBook, withdrawingBook } from '../../../app/commands/book-commands';
import type { CommandContext } from '../../../app/commands/command-context';
import { runCommand } from '../../../app/commands/run-command';
import { stableId } from '../../../app/commands/stable-id';
import { type Api, type CommandParts, served } from '../api-parts';
import { authorField, bookIdField, figure, isbnField, nameField, reasonField } from '../fields';
import { giveCommand } from '../give-command';
import { commandCall, commandHeaders, commandProblems, json, jsonBody } from '../route-parts';
import { receipt } from '../rows';

const details = { name: z.string(), author: z.string(), isbn: z.string() };
const registered = z.object({ bookId: z.string(), ...details, ...receipt }).openapi('RegisteredBook');
const changed = z
  .object({ bookId: z.string(), revision: figure, ...details, ...receipt })
  .partial({ eventId: true, effectiveAt: true, recordedAt: true })
  .openapi('ChangedBook', { description: 'Without an eventId nothing differed and nothing was recorded.' });

const register = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/books',
  summary: 'Register a book, or one that was withdrawn again',
  request: {
    headers: commandHeaders,
    body: jsonBody(
      z.strictObject({
        bookId: bookIdField.optional().openapi({ description: 'Made up where absent.' }),
        name: nameField,
        author: authorField.default(''),
        isbn: isbnField.default(''),
      }),
    ),
  },
  responses: { 201: json(registered, 'Registered.'), ...commandProblems },
});

const change = createRoute({
  ...commandCall,
  method: 'patch',
  path: '/v1/books/{bookId}',
  summary: 'Change a book’s details',
  request: {
    params: z.object({ bookId: bookIdField }),
    headers: commandHeaders,
    body: jsonBody(
      z
        .strictObject({
          name: nameField.optional(),
          author: authorField.optional(),
          isbn: isbnField.optional(),
        })
        .refine((given) => Object.keys(given).length > 0, 'must name at least one of name, author and isbn'),
    ),
  },
  responses: { 200: json(changed, 'As it is now.'), ...commandProblems },
});

const withdrawn = z.object({ bookId: z.string(), reason: z.string(), ...receipt }).openapi('WithdrawnBook');

const withdraw = createRoute({
  ...commandCall,
  method: 'post',
  path: '/v1/books/{bookId}/withdraw',
  summary: 'Take a book without copies out of the lists; registering it brings it back',
  request: {
    params: z.object({ bookId: bookIdField }),
    headers: commandHeaders,
    body: jsonBody(z.strictObject({ reason: reasonField })),
  },
  responses: { 201: json(withdrawn, 'Withdrawn.'), ...commandProblems },
});

export function addBookCommands(api: Api, parts: CommandParts) {
  api.openapi(register, async (c) => {
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) => {
      const bookId = request.bookId ?? stableId('book', context);
      return runCommand(registeringBook, { ...request, bookId }, context);
    };
    return c.json(await giveCommand(c, parts, { request, key, answer: registered, run }), 201);
  });

  api.openapi(change, async (c) => {
    const { bookId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const run = (context: CommandContext) => runCommand(changingBook, { bookId, details: request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: changed, run }), 200);
  });

  api.openapi(withdraw, async (c) => {
    const { bookId } = c.req.valid('param');
    const request = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const { models } = await served(parts);
    const run = (context: CommandContext) =>
      runCommand(withdrawingBook(models.inventory), { bookId, ...request }, context);
    return c.json(await giveCommand(c, parts, { request, key, answer: withdrawn, run }), 201);
  });
}

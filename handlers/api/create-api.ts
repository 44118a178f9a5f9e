import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { TooMuchHistory, withinLimits } from '../../app/lib/question-limits';
import type { Api, ApiParts, CommandParts } from './api-parts';
import { type ApiEnv, requireGroup } from './identity';
import { invalidRequest, Problem, problemResponse } from './problem';
import { addAnalyticsRoutes } from './routes/analytics';
import { addBookCommands } from './routes/book-commands';
import { addEventsRoute } from './routes/events';
import { addInventoryRoutes } from './routes/inventory';
import { addScanCommands } from './routes/scan-commands';
import { addStatusRoute } from './routes/status';
import { addStockRoutes } from './routes/stock';
import { addSummaryRoute } from './routes/summary';
import { addTagCommands } from './routes/tag-commands';
import { addTimelineRoutes } from './routes/timelines';
import { addUnknownTagsRoute } from './routes/unknown-tags';

const MAX_BODY_BYTES = 64 * 1024;

const DESCRIPTION = {
  openapi: '3.1.0',
  info: {
    title: 'Shelflog',
    version: '1',
    description:
      'RFID lending inventory. Groups: viewer may read, librarian may also give commands, admin all. Errors are RFC 9457 with a stable `code`.',
  },
};

/** The HTTP API over its parts, with its description. Whatever goes wrong is answered as RFC 9457. */
export function createApi(parts: ApiParts): Api {
  const api = createCommands(parts);
  addStockRoutes(api, parts);
  addInventoryRoutes(api, parts);
  addTimelineRoutes(api, parts);
  addAnalyticsRoutes(api, parts);
  addUnknownTagsRoute(api, parts);
  addEventsRoute(api, parts);
  addStatusRoute(api, parts);
  addSummaryRoute(api, parts);
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  api.doc31('/openapi.json', DESCRIPTION);
  return api;
}

/** Its commands alone. */
export function createCommands(parts: CommandParts): Api {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.target, result.error.issues);
    },
  });
  api.onError((fault) => problemResponse(toProblem(fault, parts.onFault)));
  api.notFound((c) =>
    problemResponse(
      new Problem('not-found', `There is no ${c.req.method} ${c.req.path}. See /openapi.json.`),
    ),
  );
  api.use(privateAnswers);
  api.use('/v1/*', requireGroup, jsonBodies, limitedBodies, answeredInTime(parts));
  addBookCommands(api, parts);
  addTagCommands(api, parts);
  addScanCommands(api, parts);
  return api;
}

function toProblem(fault: unknown, onFault: CommandParts['onFault']): Problem {
  if (fault instanceof Problem) return fault;
  if (fault instanceof HTTPException && fault.status === 400) {
    return new Problem('invalid-json', 'The body could not be read as JSON.');
  }
  if (fault instanceof TooMuchHistory) {
    return new Problem(
      'too-much-history',
      `${fault.message} Ask for less: a shorter span, a smaller limit, one book.`,
    );
  }
  onFault(fault);
  return new Problem('internal', 'Try again. If it stays, an operator finds the cause in the log.');
}

/** The gateway's own answer to what takes too long says nothing, so ours comes before it. */
const answeredInTime = ({ limits }: CommandParts) =>
  createMiddleware((_, next) => withinLimits(limits, next));

/** Who has which book is nobody else's business: no cache keeps it, nothing embeds or guesses at it. */
const privateAnswers = createMiddleware(async (c, next) => {
  await next();
  c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  c.header('strict-transport-security', 'max-age=31536000');
});

const jsonBodies = createMiddleware(async (c, next) => {
  const takesBody = c.req.method === 'POST' || c.req.method === 'PATCH';
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (takesBody && type !== 'application/json') {
    throw new Problem('unsupported-media-type', 'Send the body as JSON with content-type: application/json.');
  }
  await next();
});

const limitedBodies = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new Problem('body-too-large', `Send at most ${MAX_BODY_BYTES} bytes.`);
  },
});

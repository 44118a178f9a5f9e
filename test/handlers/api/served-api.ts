import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import type { Generation } from '../../../app/history/generations';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import type { ApiParts } from '../../../handlers/api/api-parts';
import { createApi } from '../../../handlers/api/create-api';
import { safePath } from '../../../handlers/api/safe-path';
import { apiStores } from '../../../wiring/api-stores';
import { libraryProjector } from '../../../wiring/library-projector';
import type { TestDynamoDb } from '../../support/dynamodb';
import { type OpenApiDocument, validateAnswer } from './open-api-answers';

export const NOW = '2026-03-20T12:00:00.000Z';
const TIME_ZONE = 'Europe/Berlin';

export type CallOptions = {
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly groups?: string | null;
  readonly user?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by the tests that made them
type Answer = { readonly status: number; readonly headers: Record<string, string>; readonly body: any };

let libraries = 0;

/** The API as Lambda runs it over a generation of its own, with a clock that stands until it is moved.
 *  Every answer is held against /openapi.json. */
export function servedApi(db: TestDynamoDb, over: Partial<ApiParts> = {}) {
  libraries += 1;
  const { feed, recordedDays, readers, ...stores } = apiStores(db);
  const log = over.log ?? stores.log;
  let now = NOW;
  let ids = 0;
  let generation: Generation = {
    id: `g${libraries}`,
    rules: DEFAULT_RULES,
    timeZone: TIME_ZONE,
    listsDays: true,
  };
  const faults: unknown[] = [];
  const parts: ApiParts = {
    ...stores,
    generations: { read: async () => ({ serving: generation, alsoWritten: [] }) },
    status: {
      feed,
      recordedDays,
      readers,
      verified: { differences: async () => 0 },
      quarantine: { read: async () => ({ badInput: 2 }) },
      deadLetters: { read: async () => ({ 'append-events': 0 }) },
    },
    lowStock: 1,
    limits: { timeMs: 600_000, rows: 1_000_000 },
    now: () => now,
    newId: () => {
      ids += 1;
      return `id-${libraries}-${ids}`;
    },
    onFault: (fault) => faults.push(fault),
    ...over,
    log,
  };
  const project = libraryProjector({ ...db, clock: () => now, marks: { mark: async () => {} } });
  const api = createApi(parts);
  const respond = handle(api);
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: '', version: '' },
  }) as unknown as OpenApiDocument;

  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const event = httpEvent(method, path, options) as unknown as LambdaEvent;
    const answer = await respond(event, {} as LambdaContext);
    const headers = answer.headers as Record<string, string>;
    const body = JSON.parse(answer.body);
    validateAnswer(document, method, path, answer.statusCode, headers, body);
    return { status: answer.statusCode, headers, body };
  };

  return {
    api,
    document,
    faults,
    log,
    parts,
    generation: () => generation,
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown, options: CallOptions = {}) =>
      call('POST', path, { body, ...options }),
    setNow: (instant: string) => {
      now = instant;
    },
    serve: (id: string) => {
      generation = { ...generation, id };
    },
    /** As a generation of before its days were listed. */
    serveUnlisted: () => {
      const { listsDays: _, ...before } = generation;
      generation = before;
    },

    /** All pages of a list, `limit` items each. */
    async all(path: string, limit = 50) {
      const items: unknown[] = [];
      const sizes: number[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const joint = path.includes('?') ? '&' : '?';
        const page: Answer = await call(
          'GET',
          `${path}${joint}limit=${limit}${cursor && `&cursor=${cursor}`}`,
        );
        expect(page).toMatchObject({ status: 200 });
        items.push(...page.body.items);
        sizes.push(page.body.items.length);
        cursor = page.body.cursor;
      }
      return { items, sizes };
    },

    /** Brings the read models to what is stored of these events' streams. */
    async project(events: readonly LibraryEvent[]) {
      const failures = await project(generation, events);
      expect([...failures]).toEqual([]);
    },

    async record(events: readonly LibraryEvent[]) {
      for (let i = 0; i < events.length; i += 25) await log.insert(events.slice(i, i + 25));
      await this.project(events);
    },
  };
}
export type ServedApi = ReturnType<typeof servedApi>;

/** A request as the HTTP API hands it to Lambda, payload 2.0: the path decoded. */
export function httpEvent(method: string, path: string, options: CallOptions) {
  const { body, rawBody, groups = 'librarian', user = 'ann', key, headers } = options;
  const [rawPath = '', rawQueryString = ''] = path.split(/\?(.*)/s);
  const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const claims = {
    sub: 'a-uuid',
    'cognito:username': user,
    ...(groups !== '' && { 'cognito:groups': groups }),
  };
  return {
    version: '2.0',
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: safePath(decodeURIComponent(rawPath)),
    rawQueryString,
    headers: {
      host: 'api.example.org',
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    requestContext: {
      domainName: 'api.example.org',
      requestId: 'request-1',
      stage: '$default',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'jest' },
      ...(groups !== null && { authorizer: { jwt: { claims, scopes: null } } }),
    },
    ...(text !== undefined && { body: Buffer.from(text).toString('base64') }),
    isBase64Encoded: text !== undefined,
  };
}

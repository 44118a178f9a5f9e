import { z } from '@hono/zod-openapi';
import type { RefusalCode } from '../../app/commands/command-context';

type Kind = { readonly status: number; readonly title: string };

/** What became of a command that was not carried out. */
const REFUSED = {
  'unknown-book': { status: 404, title: 'No such book' },
  'book-exists': { status: 409, title: 'The book is registered already' },
  'book-withdrawn': { status: 409, title: 'The book is withdrawn already' },
  'book-has-copies': { status: 409, title: 'The book has copies' },
  'tag-assigned': { status: 409, title: 'The tag is a copy of a book already' },
  'assigned-at-out-of-range': { status: 422, title: 'The time of the assignment cannot be right' },
  'unknown-tag': { status: 404, title: 'No such tag' },
  'tag-not-assigned': { status: 409, title: 'The tag is no copy of a book' },
  'tag-retired': { status: 409, title: 'The tag is retired already' },
  'scanned-at-out-of-range': { status: 422, title: 'The time of the scan cannot be right' },
  'unknown-scan': { status: 404, title: 'No such scan' },
  'already-voided': { status: 409, title: 'The scan is void already' },
  'not-voided': { status: 409, title: 'The scan is not void' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  conflict: { status: 409, title: 'Others were changing the same thing' },
} as const satisfies Record<RefusalCode, Kind>;

/** What went wrong, by its stable code. */
const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-cursor': { status: 400, title: 'The cursor does not belong to this question' },
  unauthenticated: { status: 401, title: 'Nobody is signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'No such address' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'too-much-history': { status: 503, title: 'It would take too long' },
  internal: { status: 500, title: 'Something failed on our side' },
  ...REFUSED,
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One reason why a request is not valid: where, and what to do about it. */
export type Reason = { readonly path: string; readonly message: string };

/** A request that is refused, thrown from anywhere in its handling and answered in one place. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: readonly Reason[] = [],
  ) {
    super(`${code}: ${detail}`);
  }
}

/** RFC 9457, with a stable `code` and, of an invalid request, every reason. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

export function problemBody({ code, detail, errors }: Problem): z.infer<typeof problemSchema> {
  const { status, title } = PROBLEMS[code];
  return {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    ...(errors.length > 0 && { errors: [...errors] }),
  };
}

export function problemResponse(problem: Problem): Response {
  const body = problemBody(problem);
  return Response.json(body, {
    status: body.status,
    headers: { 'content-type': 'application/problem+json' },
  });
}

/** A name that is in the query several times comes as a list, and none of ours is one. */
const RECEIVED_SEVERAL = 'received array';

/** A request whose path, query, header or body does not fit, with every reason. */
export function invalidRequest(part: string, issues: readonly z.core.$ZodIssue[]): Problem {
  const errors = issues.map(({ path, message }) => ({
    path: [part, ...path].join('.'),
    message: part === 'query' && message.endsWith(RECEIVED_SEVERAL) ? 'is given more than once' : message,
  }));
  return new Problem(
    'invalid-request',
    errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
    errors,
  );
}

import { z } from '@hono/zod-openapi';
import { problemSchema } from './problem';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const ANY_PROBLEM = {
  400: problem('The request is not valid; `errors` names every reason.'),
  401: problem('No valid token.'),
  403: problem('The token is of a group that may not do this.'),
  503: problem('It needs more time or rows than one request may have (`too-much-history`). Ask for less.'),
  500: problem('A fault on our side. A command may be repeated under the same Idempotency-Key.'),
};

export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const SECURITY = [{ bearer: [] }];

/** What every read call has in common. */
export const readCall = { method: 'get', security: SECURITY } as const;

export const readProblems = ANY_PROBLEM;
export const notFoundProblem = { 404: problem('It does not exist.') };

/** What every command has in common besides its body. */
export const commandHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters')
    .optional()
    .openapi({
      description:
        'The same request again under the same key, within a day, changes nothing and is answered the same.',
    }),
});

export const commandCall = { security: SECURITY } as const;

export const commandProblems = {
  ...ANY_PROBLEM,
  ...notFoundProblem,
  409: problem('It does not fit what is recorded; `code` says how.'),
  413: problem('The body is larger than 64 KB.'),
  415: problem('The body is not application/json.'),
  422: problem('The values cannot be right, or the Idempotency-Key was used for another request.'),
};

export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

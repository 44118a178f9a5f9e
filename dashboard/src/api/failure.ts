import * as z from 'zod/mini';

const problem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

export type FailureKind = 'offline' | 'refused' | 'failed';

/** A call of the API that did not do what it was asked: nobody answered, it said no, or it broke. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly kind: FailureKind,
    message: string,
    /** The API's own, or `none`. */
    readonly code = 'none',
    readonly reasons: readonly { readonly path: string; readonly message: string }[] = [],
  ) {
    super(message);
  }
}

/** Whether the call may have been carried out all the same: nobody has said that it was not. */
export const mayHaveHappened = ({ kind }: Failure): boolean => kind !== 'refused';

/** What an answer that is no success says, also where it is no JSON. */
export function failureOf(status: number, body: unknown): Failure {
  const kind = status >= 500 || status === 429 ? 'failed' : 'refused';
  const parsed = problem.safeParse(body);
  if (!parsed.success) return new Failure(kind, `The service answered ${status}. Try again in a moment.`);
  const { code, title, detail, errors } = parsed.data;
  return new Failure(kind, errors ? title : `${title}. ${detail}`, code, errors ?? []);
}

/** Of anything thrown on the way. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return new Failure('failed', 'The service takes too long to answer. Try again in a moment.');
  if (error instanceof TypeError)
    return new Failure('offline', 'The service cannot be reached. Check the connection.');
  return new Failure('failed', error instanceof Error ? error.message : 'Something failed.');
}

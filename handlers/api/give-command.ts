import type { Context } from 'hono';
import type { z } from 'zod';
import { answerOnce } from '../../app/commands/answer-once';
import type { CommandContext, Decided } from '../../app/commands/command-context';
import { canonicalJson, sha256 } from '../../app/events/event-digest';
import type { CommandParts } from './api-parts';
import type { ApiEnv } from './identity';
import { Problem } from './problem';

type Command<Answer> = {
  /** The command as it was understood: what must be the same for the request to be the same. */
  readonly request: unknown;
  readonly key: string | undefined;
  readonly answer: z.ZodType<Answer>;
  readonly run: (context: CommandContext) => Promise<Decided<Answer>>;
};

/** Gives a command for the one who asks, once an idempotency key, and answers what it came to.
 *  Errors: Problem with the code of the refusal. */
export async function giveCommand<Answer>(
  c: Context<ApiEnv>,
  { log, now, newId, answers }: CommandParts,
  { request, key, answer, run }: Command<Answer>,
): Promise<Answer> {
  const { user } = c.get('identity');
  const context: CommandContext = { log, now, newId, user, key };
  const decided =
    key === undefined
      ? await run(context)
      : await answerOnce(
          answers,
          { user, key, requestHash: sha256(canonicalJson([c.req.method, c.req.path, request])) },
          now(),
          () => run(context),
        );
  if (!decided.ok) throw new Problem(decided.code, decided.detail);
  return answer.parse(decided.answer);
}

import { KEY_LIFE_MS } from '../../domain/decision';
import { type Decided, type Refusal, refuse } from './command-context';

/** What is kept under a user's idempotency key: which request it was for, and once it is known, what it was
 *  answered. */
export type KeptAnswer = {
  readonly requestHash: string;
  readonly answer?: Decided<unknown>;
  readonly expiresAt: string;
};

/** Answers by user and idempotency key. */
export type Answers = {
  /** Takes the key for a request unless it is taken and has not expired; answers what stands there then. */
  take(user: string, key: string, taken: KeptAnswer, now: string): Promise<KeptAnswer>;
  /** Keeps the answer, unless one is kept: that one is answered. */
  keep(user: string, key: string, answered: KeptAnswer): Promise<KeptAnswer>;
};

export type KeyedRequest = { readonly user: string; readonly key: string; readonly requestHash: string };

/** Runs a command once a key: the same request under it is answered the same, another one is refused. A
 *  command that was cut off runs again and must find what it recorded, by the key in the event's source.
 *  A `conflict` is not kept: a repetition may succeed. */
export async function answerOnce<Answer>(
  answers: Answers,
  { user, key, requestHash }: KeyedRequest,
  now: string,
  run: () => Promise<Decided<Answer>>,
): Promise<Decided<unknown>> {
  const expiresAt = new Date(Date.parse(now) + KEY_LIFE_MS).toISOString();
  const taken = await answers.take(user, key, { requestHash, expiresAt }, now);
  if (taken.requestHash !== requestHash) return reused(key);
  if (taken.answer) return taken.answer;
  const answer = await run();
  if (!answer.ok && answer.code === 'conflict') return answer;
  const kept = await answers.keep(user, key, { requestHash, expiresAt, answer });
  return kept.requestHash === requestHash ? (kept.answer ?? answer) : reused(key);
}

const reused = (key: string): Refusal =>
  refuse(
    'idempotency-key-reused',
    `Idempotency-Key "${key}" was used for another request. Take a new key for each command.`,
  );

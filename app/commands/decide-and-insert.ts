import { isDeepStrictEqual } from 'node:util';
import type { LibraryEvent } from '../../domain/events';
import { accept, type CommandContext, type Decided, reject } from './command-context';

/** What a command makes of what is stored: an event to insert, with the answer once it is, or an answer already. */
export type Step<E extends LibraryEvent, Answer> =
  | { readonly insert: E; readonly answer: () => Answer | Promise<Answer> }
  | Decided<Answer>;

const MAX_ATTEMPTS = 3;

/** Decides on what is stored and inserts what comes of it. The event's key says on what state the decision
 *  stands: where it is taken, someone was first, and it is decided again, at most 3 times. */
export async function decideAndInsert<E extends LibraryEvent, Answer>(
  { log }: Pick<CommandContext, 'log'>,
  decide: () => Promise<Step<E, Answer>>,
): Promise<Decided<Answer>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const step = await decide();
    if ('ok' in step) return step;
    const [fate] = await log.insert([step.insert]);
    if (fate === 'inserted' || (await isStored(log, step.insert))) return accept(await step.answer());
  }
  return reject('conflict', 'Others were changing the same thing. Look at it again and repeat the command.');
}

/** A request repeated by the SDK finds its own event in the way. */
async function isStored(log: CommandContext['log'], event: LibraryEvent) {
  return isDeepStrictEqual(await log.read(event.streamId, event.eventId), event);
}

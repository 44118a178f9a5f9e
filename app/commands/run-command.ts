import { isDeepStrictEqual } from 'node:util';
import { type Decider, decideOnce, type History } from '../../domain/decision';
import type { LibraryEvent } from '../../domain/events';
import { accept, type CommandContext, type Decided, metaOf, refuse } from './command-context';

/** A command with all that carrying it out takes: what to read, how to decide, and what to answer. */
export type UseCase<Command, Past extends History, E extends LibraryEvent, Answer> = {
  readonly decider: Decider<Command, Past, E>;
  /** The history that the decision stands on, read consistently. */
  readonly read: (command: Command, context: CommandContext) => Promise<Past>;
  /** The event is the command's own, recorded now or before. */
  readonly answer: (event: E, past: Past, context: CommandContext) => Answer | Promise<Answer>;
  /** Where history said so already, without an event of this command. */
  readonly unchanged?: (past: Past, command: Command) => Answer;
};

const MAX_ATTEMPTS = 3;

/** Reads, decides, and inserts what comes of it. The event's key says on what state the decision stands: where
 *  it is taken, someone was first, and all is done again, at most 3 times.
 *  Errors: those of the decider, `idempotency-key-reused`, `conflict`. */
export async function runCommand<Command, Past extends History, E extends LibraryEvent, Answer>(
  useCase: UseCase<Command, Past, E, Answer>,
  command: Command,
  context: CommandContext,
): Promise<Decided<Answer>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const past = await useCase.read(command, context);
    const decision = decideOnce(useCase.decider, past, command, metaOf(context));
    if (decision.kind === 'rejected') return refuse(decision.code, decision.detail);
    const isThere = decision.kind === 'already' || (await insert(decision.event, context));
    if (isThere) return accept(await answerOf(useCase, { event: decision.event, past, command }, context));
  }
  return refuse('conflict', 'Others were changing the same thing. Look at it again and repeat the command.');
}

function answerOf<Command, Past extends History, E extends LibraryEvent, Answer>(
  { answer, unchanged, decider }: UseCase<Command, Past, E, Answer>,
  {
    event,
    past,
    command,
  }: { readonly event?: E | undefined; readonly past: Past; readonly command: Command },
  context: CommandContext,
): Answer | Promise<Answer> {
  if (event !== undefined) return answer(event, past, context);
  if (unchanged === undefined) throw new Error(`${decider.records} is answered with its event only.`);
  return unchanged(past, command);
}

/** False where another event stands under its key. A request repeated by the SDK finds its own in the way. */
async function insert(event: LibraryEvent, { log }: CommandContext): Promise<boolean> {
  const [fate] = await log.insert([event]);
  return fate === 'inserted' || isDeepStrictEqual(await log.read(event.streamId, event.eventId), event);
}

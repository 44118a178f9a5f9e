import {
  type CommandMeta,
  type Decider,
  type Decision,
  decideOnce,
  type History,
  type RejectionCode,
} from '../../domain/decision';
import type { LibraryEvent } from '../../domain/events';

/** Ann's command at noon, under a key. */
export const BY_ANN: CommandMeta = {
  source: { channel: 'api', by: 'ann', key: 'key-1' },
  now: '2026-03-02T12:00:00.000Z',
};
export const BY_BEN: CommandMeta = { ...BY_ANN, source: { channel: 'api', by: 'ben', key: 'key-2' } };
export const WITHOUT_KEY: CommandMeta = { ...BY_ANN, source: { channel: 'api', by: 'ann' } };

/** An event as a command of Ann's under her key recorded it, at noon unless said otherwise. */
export const ofAnn = <E extends LibraryEvent>(event: E, recordedAt = BY_ANN.now): E => ({
  ...event,
  source: BY_ANN.source,
  recordedAt,
});

/** Sentences about how a command is decided: given events, when the command comes, then its event, nothing, or
 *  a refusal. Each that records an event is decided again on the history with it: there is nothing left to do. */
export function deciding<Command, Past extends History, E extends LibraryEvent, Given extends LibraryEvent>(
  decider: Decider<Command, Past, E>,
  pastOf: (events: readonly (Given | E)[]) => Past,
) {
  const decide = (events: readonly (Given | E)[], command: Command, meta: CommandMeta) =>
    decideOnce(decider, pastOf(events), command, meta);
  return {
    given: (...events: readonly (Given | E)[]) => ({
      when: (command: Command, meta = BY_ANN) => {
        const decision: Decision<E> = decide(events, command, meta);
        return {
          records(expected: { readonly [Field in keyof E]?: unknown }) {
            expect(decision).toEqual({ kind: 'record', event: expect.objectContaining(expected) });
            if (decision.kind !== 'record' || meta.source.key === undefined) return;
            const { event } = decision;
            expect(decide([...events, event], command, meta)).toEqual({ kind: 'already', event });
          },
          already(event?: E) {
            expect(decision).toEqual(event ? { kind: 'already', event } : { kind: 'already' });
          },
          rejects(code: RejectionCode, detail: RegExp = /./) {
            expect(decision).toEqual({ kind: 'rejected', code, detail: expect.stringMatching(detail) });
          },
        };
      },
    }),
  };
}

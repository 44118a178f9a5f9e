import { FUNCTIONS, type FunctionName, type InvokedBy, invokedBy } from './functions';
import type { DeadLetterWords } from './triggers';

/** A queue of work that was given up. */
type DeadLetters<Place extends string> = DeadLetterWords & {
  readonly place: Place;
  /** The function whose work it is. */
  readonly function: FunctionName;
  /** What a message there is. */
  readonly holds: 'failed invocation' | 'input of a schedule' | 'bus event';
};

/** Every queue of work that was given up: invocations that failed, starts that a schedule could not deliver, bus
 *  events that did not reach their queue, and those that the function which reads it failed on. */
export const DEAD_LETTERS = [
  ...invokedBy('topicRule').map(failedInvocations),
  ...invokedBy('queue').flatMap((name) => [undeliveredEvents(name), failedEvents(name)]),
  ...invokedBy('schedule').flatMap((name) => [failedInvocations(name), undeliveredStarts(name)]),
];

export type DeadLetterPlace = (typeof DEAD_LETTERS)[number]['place'];

export const DEAD_LETTER_PLACES: readonly DeadLetterPlace[] = DEAD_LETTERS.map(({ place }) => place);

function failedInvocations<F extends InvokedBy<'topicRule' | 'schedule'>>(name: F): DeadLetters<F> {
  const { alarm, parked } = FUNCTIONS[name].failures;
  return { place: name, function: name, holds: 'failed invocation', alarm, parked };
}

function failedEvents<F extends InvokedBy<'queue'>>(name: F): DeadLetters<F> {
  return { place: name, function: name, holds: 'bus event', ...FUNCTIONS[name].failures };
}

function undeliveredEvents<F extends InvokedBy<'queue'>>(name: F): DeadLetters<UndeliveredOf<F>> {
  const { undelivered, undeliveredWords } = FUNCTIONS[name].invokedBy;
  return { place: undelivered, function: name, holds: 'bus event', ...undeliveredWords };
}

function undeliveredStarts<F extends InvokedBy<'schedule'>>(name: F): DeadLetters<UndeliveredOf<F>> {
  const { undelivered, noun } = FUNCTIONS[name].invokedBy;
  return {
    place: undelivered,
    function: name,
    holds: 'input of a schedule',
    alarm: `The daily ${noun} could not be started`,
    parked: `scheduled runs that did not reach ${name}`,
  };
}

type UndeliveredOf<F extends InvokedBy<'queue' | 'schedule'>> =
  (typeof FUNCTIONS)[F]['invokedBy']['undelivered'];

/** The value of DEAD_LETTER_QUEUES: `place=url`, comma separated, in the order of DEAD_LETTER_PLACES. */
export function formatDeadLetterQueues(urls: Readonly<Record<DeadLetterPlace, string>>): string {
  return DEAD_LETTER_PLACES.map((place) => `${place}=${urls[place]}`).join(',');
}

/** Queue URLs by place, from the value of DEAD_LETTER_QUEUES.
 *  Errors: throws if a part is not `place=url` with a known place. */
export function parseDeadLetterQueues(value: string): ReadonlyMap<DeadLetterPlace, string> {
  return new Map(
    value.split(',').map((part) => {
      const [name, ...rest] = part.split('=');
      const place = DEAD_LETTER_PLACES.find((known) => known === name);
      const url = rest.join('=');
      if (!place || !url) throw new Error(`DEAD_LETTER_QUEUES: "${part}" is not place=url.`);
      return [place, url] as const;
    }),
  );
}

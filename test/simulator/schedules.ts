import fc from 'fast-check';
import type { Generation } from '../../app/history/generations';
import { inHistoryOrder } from '../../domain/order';
import type { TagEvent, TagScanned } from '../../domain/tag/events';
import { aBook, aBookAgain, aRename, aRestoral, at, aVoid, aWithdrawal } from '../domain/builders';
import { tagHistory } from '../domain/histories';
import { aMessage } from '../support/messages';
import type { Faults } from './faults';
import { LibraryWorld } from './library-world';

/** Everything that decides a run. */
export type Schedule = {
  readonly seed: number;
  readonly histories: readonly TagEvent[][];
  readonly faults: Faults;
  readonly spreadMs: number;
  /** How much of what happens is told as late as it may be, instead of in the order in which it happened. */
  readonly disorder: number;
  readonly shards: number;
  readonly batchSize: number;
  readonly pageItems: number;
  readonly hasSecondGeneration: boolean;
  readonly isPoisoned: boolean;
};

const TAGS = ['x', 'y', 'z'];

const probability = fc.constantFrom(0, 0, 0.01, 0.05, 0.15);

const faults: fc.Arbitrary<Faults> = fc.record({
  failsBefore: probability,
  failsAfter: probability,
  isResent: probability,
  crashes: fc.constantFrom(0, 0, 0.01, 0.05),
  isThrottled: probability,
  isSlow: fc.constantFrom(0, 0.02, 0.1, 0.3),
  comesTwice: probability,
  isLate: fc.constantFrom(0, 0, 0.02, 0.1),
  reshards: fc.constantFrom(0, 0, 0.05),
});

export const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  histories: fc.constantFrom(1, 1, 2, 3).chain((tags) => fc.tuple(...TAGS.slice(0, tags).map(tagHistory))),
  faults,
  spreadMs: fc.constantFrom(100, 2_000, 60_000, 3_600_000),
  disorder: fc.constantFrom(0, 0.1, 0.3, 1),
  shards: fc.integer({ min: 1, max: 4 }),
  batchSize: fc.constantFrom(1, 4, 100, 100),
  pageItems: fc.constantFrom(1, 3, 1_000, 1_000),
  hasSecondGeneration: fc.constantFrom(false, false, true),
  isPoisoned: fc.constantFrom(false, false, false, true),
});

/** Read by other rules, in another zone. */
export const SECOND_GENERATION: Generation = {
  id: 'g2',
  rules: { repeatWindowMs: 60_000 },
  timeZone: 'America/New_York',
};

/** A scan as it was sent, and what a later sender sent under the same id. */
export type Sent = { readonly tagId: string; readonly scanId: string; readonly texts: readonly string[] };

/** Starts the course. Scans go by MQTT, except a library's own history; all else is inserted by commands. */
export function start(course: Schedule): { readonly library: LibraryWorld; readonly sent: Sent[] } {
  const library = new LibraryWorld({
    ...course,
    alsoWritten: course.hasSecondGeneration ? [SECOND_GENERATION] : [],
  });
  const { random } = library.world;
  const events = inHistoryOrder(course.histories.flat().map(asOneStream));
  const sometime = (rank: number) =>
    random.chance(course.disorder)
      ? random.between(0, course.spreadMs)
      : (rank * course.spreadMs) / (events.length + 1);
  const sent: Sent[] = [];
  for (const [rank, { event }] of events.entries()) {
    if (event.type !== 'TagScanned' || event.data.readerId === 'import')
      library.record(event, sometime(rank));
    else sent.push(sendScan(library, event, () => sometime(rank)));
  }
  for (const { tagId, scanId } of sent) {
    if (!random.chance(0.04)) continue;
    const when = new Date(Date.parse(at('09:00')) + random.below(6) * 86_400_000).toISOString();
    const inAWhile = () => random.between(0, course.spreadMs * 1.2);
    library.record(aVoid(when, scanId, { tagId }), inAWhile());
    if (random.chance(0.5)) library.record(aRestoral(when, scanId, 1, { tagId }), inAWhile());
  }
  library.record(aBook(at('08:00'), 'book-a', 'Emma'), sometime(0));
  library.record(aRename(at('09:00'), 'book-a', 'Emma, a novel', 1), sometime(1));
  library.record(aRename(at('08:30'), 'book-a', 'Emma (novel)', 2), sometime(2));
  // With copies, or without any: it depends on the course.
  library.record(aBook(at('08:00'), 'book-b', 'Persuasion'), sometime(1));
  library.record(aWithdrawal(at('09:00'), 'book-b'), sometime(2));
  if (random.chance(0.5)) library.record(aBookAgain(at('10:00'), 'book-b', 2), sometime(3));
  if (course.isPoisoned) library.poison('tag#poison', sometime(3));
  return { library, sent };
}

/** Tags share event ids; in one order of all, none may be taken for another. */
const asOneStream = (event: TagEvent) => ({
  effectiveAt: event.effectiveAt,
  eventId: `${event.eventId} ${event.streamId}`,
  event,
});

const FAR_AHEAD_MS = 30 * 86_400_000;

function sendScan(library: LibraryWorld, { data, occurredAt }: TagScanned, sometime: () => number): Sent {
  const { random } = library.world;
  const { scanId, tagId, mode, readerId } = data;
  const clock = random.next();
  const scan = {
    scanId,
    tagId,
    mode,
    // The clock is right, admits to be wrong, or is wrong.
    scannedAt: clock < 0.05 ? new Date(Date.parse(occurredAt) + FAR_AHEAD_MS).toISOString() : occurredAt,
    ...(clock > 0.95 && { clockSynced: false }),
  };
  const texts = random.chance(0.03) ? ['', 'with other content'] : [''];
  for (const text of texts) {
    const over = { topic: `shelflog/readers/${readerId}/scans`, clientId: readerId };
    library.publish(aMessage({ ...scan, text }, over), sometime());
  }
  return { tagId, scanId, texts };
}

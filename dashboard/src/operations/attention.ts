import type { Schemas } from '../api/client';

export type Waiting = { readonly what: string; readonly count: number; readonly advice: string };

/** A reader that was not heard for so long is silent, as in the API's summary. */
const SILENT_AFTER_MS = 48 * 3_600_000;

type Status = Schemas['Status'];
type Reader = Status['readers'][number];

export function isSilent({ state, lastSeenAt = '', stateReceivedAt = '' }: Reader, now: string): boolean {
  if (stateReceivedAt >= lastSeenAt && state === 'offline') return true;
  const heardAt = Date.parse(lastSeenAt > stateReceivedAt ? lastSeenAt : stateReceivedAt);
  return Date.parse(now) - heardAt > SILENT_AFTER_MS;
}

/** What waits for a person, each with what to do about it. `total` is the API's own count of it. */
export function waitingThings(status: Status, total: number): readonly Waiting[] {
  const places = (depths: Readonly<Record<string, number>>, what: string, advice: string) =>
    Object.entries(depths)
      .filter(([, count]) => count > 0)
      .map(([place, count]) => ({ what: `${what}: ${place}`, count, advice }));
  const silent = status.readers
    .filter((reader) => isSilent(reader, status.asOf))
    .map(({ readerId }) => ({
      what: `Reader ${readerId} is silent`,
      count: 1,
      advice: 'Look at its power and its network.',
    }));
  const known = [
    ...places(status.quarantine, 'Quarantined messages', 'An operator reads them: shelflog quarantine list.'),
    ...places(status.deadLetters, 'Messages given up', 'An operator sends them again: shelflog redrive.'),
    ...silent,
  ];
  const differing = total - known.reduce((sum, { count }) => sum + count, 0);
  if (differing <= 0) return known;
  const drift = {
    what: 'Rows that differ from history',
    count: differing,
    advice: 'An operator derives them again: shelflog rebuild.',
  };
  return [...known, drift];
}

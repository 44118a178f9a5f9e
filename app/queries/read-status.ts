import type { EventFeed } from '../events/event-feed';
import type { Generation, Generations } from '../history/generations';
import { type ZoneDifference, zoneDifference, zoneOf } from '../lib/zone-rules';
import type { Depths, ReadModels, SeenReader, SeenReaders } from './ports';
import { isInAnalytics, isInCirculation, type ProjectionLag, projectionLags } from './projection-lag';

/** How the whole is doing. */
export type SystemStatus = {
  readonly asOf: string;
  readonly generation: Generation;
  /** Where this process would read the library's zone otherwise. */
  readonly zoneDifference?: ZoneDifference;
  readonly alsoWritten: readonly string[];
  readonly projections: { readonly circulation: ProjectionLag; readonly analytics: ProjectionLag };
  readonly readers: readonly SeenReader[];
  /** Objects by where they came from. */
  readonly quarantine: Readonly<Record<string, number>>;
  /** Messages by place. Approximate, as SQS counts. */
  readonly deadLetters: Readonly<Record<string, number>>;
};

export type StatusSources = {
  readonly feed: EventFeed;
  readonly readers: SeenReaders;
  readonly quarantine: Depths;
  readonly deadLetters: Depths;
};

export async function readStatus(
  { serving, alsoWritten }: Generations,
  models: ReadModels,
  { feed, readers, quarantine, deadLetters }: StatusSources,
  now: string,
): Promise<SystemStatus> {
  const shown = { circulation: isInCirculation(models), analytics: isInAnalytics(models.analytics) };
  const [projections, seen, quarantined, dead] = await Promise.all([
    projectionLags(feed, shown, now),
    readers.list(),
    quarantine.read(),
    deadLetters.read(),
  ]);
  const difference = zoneDifference(zoneOf(serving));
  return {
    asOf: now,
    generation: serving,
    ...(difference !== undefined && { zoneDifference: difference }),
    alsoWritten: alsoWritten.map(({ id }) => id),
    projections,
    readers: seen,
    quarantine: quarantined,
    deadLetters: dead,
  };
}

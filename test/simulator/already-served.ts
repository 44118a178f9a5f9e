import { marshall } from '@aws-sdk/util-dynamodb';
import { toItem } from '../../app/events/event-codec';
import { groupBy } from '../../app/lib/group-by';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { planAnalytics } from '../../app/project/plan-analytics';
import { planCirculation } from '../../app/project/plan-circulation';
import { projectTags, type TagChange, type TagProjection } from '../../app/project/project-tags';
import type { LibraryEvent } from '../../domain/events';
import type { TagEvent } from '../../domain/tag/events';
import { analyticsStore } from '../../wiring/analytics-projector';
import { circulationStore } from '../../wiring/circulation-projector';
import type { LibraryWorld } from './library-world';
import { FIRST_GENERATION } from './library-world';
import { Life } from './remote-call';
import { SIMULATED_TABLES } from './simulated-dynamodb';

/** A past that is over when the run begins: its events are stored, and the read models say what they say. */
export async function alreadyServed({ db, world }: LibraryWorld, events: readonly TagEvent[]): Promise<void> {
  for (const event of events) db.tables.events.set(itemOf(event), itemOf(event));
  const histories = groupBy(events, (event) => event.data.tagId);
  const { rules, timeZone } = FIRST_GENERATION;
  const calendar = libraryCalendar(timeZone);
  let batches = 0;
  const newToken = () => {
    batches += 1;
    return `past-${batches}`;
  };
  const library = { client: db.client(new Life()), tables: SIMULATED_TABLES, newToken };
  const circulation = circulationStore(library, FIRST_GENERATION);
  const analytics = analyticsStore(library, FIRST_GENERATION);
  const readTagEvents = async (tagId: string) => histories.get(tagId) ?? [];
  const tagIds = [...histories.keys()];
  world.spawn(() =>
    projected(tagIds, {
      plan: (tagId) =>
        planCirculation(tagId, [], {
          store: {
            ...circulation,
            readTag: async () => undefined,
            readLoansAndBooks: async () => ({ loans: [], books: [] }),
          },
          readTagEvents,
          rules,
        }),
      commit: circulation.commit,
    }),
  );
  world.spawn(() =>
    projected(tagIds, {
      plan: (tagId) =>
        planAnalytics(tagId, [], {
          store: { ...analytics, readLatest: async () => undefined, readContributions: async () => [] },
          readTagEvents,
          rules,
          calendar,
        }),
      commit: analytics.commit,
    }),
  );
  await world.drain();
}

async function projected<Change extends TagChange>(
  tagIds: readonly string[],
  projection: TagProjection<Change>,
) {
  const failures = await projectTags(tagIds, projection);
  if (failures.size > 0) throw new Error('A past without faults cannot fail.');
}

export const itemOf = (event: LibraryEvent) => marshall(toItem(event), { removeUndefinedValues: true });

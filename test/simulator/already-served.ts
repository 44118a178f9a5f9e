import { marshall } from '@aws-sdk/util-dynamodb';
import { analyticsTable } from '../../adapters/dynamodb/analytics/analytics-table';
import { circulationTable } from '../../adapters/dynamodb/circulation/circulation-table';
import { toItem } from '../../app/events/event-codec';
import { groupBy } from '../../app/lib/group-by';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { planAnalytics } from '../../app/project/plan-analytics';
import { planCirculation } from '../../app/project/plan-circulation';
import { projectTags, type TagChange, type TagProjection } from '../../app/project/project-tags';
import type { LibraryEvent } from '../../domain/events';
import type { TagEvent } from '../../domain/tag/events';
import type { LibraryWorld } from './library-world';
import { FIRST_GENERATION } from './library-world';
import { Life } from './remote-call';

/** A past that is over when the run begins: its events are stored, and the read models say what they say. */
export async function alreadyServed({ db, world }: LibraryWorld, events: readonly TagEvent[]): Promise<void> {
  for (const event of events) db.tables.events.set(itemOf(event), itemOf(event));
  const histories = groupBy(events, (event) => event.data.tagId);
  const { id: generation, rules, timeZone } = FIRST_GENERATION;
  const calendar = libraryCalendar(timeZone);
  const client = db.client(new Life());
  const circulation = circulationTable({
    client,
    inventoryTable: 'inventory',
    stockTable: 'stock',
    generation,
    calendar,
  });
  let batches = 0;
  const analytics = analyticsTable({
    client,
    analyticsTable: 'analytics',
    generation,
    newToken: () => {
      batches += 1;
      return `past-${batches}`;
    },
  });
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

import { recordedDayNotes } from '../adapters/dynamodb/control/recorded-day-notes';
import { eventsTable } from '../adapters/dynamodb/events/events-table';
import { systemClock } from '../adapters/system-clock';
import type { EventLog } from '../app/events/event-log';
import type { TablesOf } from './library';

/** The log of a library, for whoever records: the days of recording are noted before. */
export function eventLog({ client, tables }: TablesOf<'events' | 'control'>): EventLog {
  const log = eventsTable(client, tables.events);
  const note = recordedDayNotes({ client, tables, clock: systemClock });
  return {
    ...log,
    async insert(events) {
      if (events.length > 0) await note(events.map(({ recordedAt }) => recordedAt.slice(0, 10)));
      return log.insert(events);
    },
  };
}

import { recordedDayList } from '../adapters/dynamodb/control/recorded-day-list';
import { completeRecordedDays, notedSince } from '../adapters/dynamodb/control/recorded-day-notes';
import { daysRecorded } from '../adapters/dynamodb/events/recorded-days';
import { FROM_THE_FIRST } from '../app/events/recorded-days';
import type { Drift } from '../app/history/drift';
import type { Clock } from '../app/lib/clock';
import type { TablesOf } from './library';

type Tables = TablesOf<'events' | 'control'>;

/** Makes the list of recorded days whole with the days before it was kept, which are read in the Events table.
 *  Not before every recorder keeps it: until then events come on days that nobody notes. */
export async function completeDayList(library: Tables, clock: Clock): Promise<void> {
  const since = await notedSince(library);
  if (since === undefined || since === FROM_THE_FIRST || since > clock().slice(0, 10)) return;
  await completeRecordedDays(library, await daysRecorded(library.client, library.tables.events));
}

/** The days on which something was recorded though the list does not have them. */
export async function daysNotNoted(library: Tables, recorded: ReadonlySet<string>): Promise<Drift[]> {
  const days = [...recorded].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const noted = new Set(await recordedDayList(library).between(first, last));
  return days
    .filter((day) => !noted.has(day))
    .map((day) => ({
      table: 'events' as const,
      row: `${day} in the list of recorded days`,
      expected: 'noted',
      stored: undefined,
      events: [],
    }));
}

import { mapLimited } from '../lib/map-limited';
import { type BegunExport, beginExport, type ExportPorts } from './begin-export';
import { daysBetween, isDay, latest } from './days';
import type { StoredDay } from './export-ports';
import { type ExportReport, reportOf } from './export-snapshots';
import { writeFiles } from './write-files';

const CONCURRENT_DAYS = 8;

/** Library days, both included. */
export type DayRange = { readonly from: string; readonly to: string };

/** Writes the files of some days, and leaves marks and state alone: of all days from the one on that files begin
 *  with, and before that of those on which something moved.
 *  Errors: a RangeError for a date that is none, a range that ends before it begins, that has not come or that
 *  lies before all history; faults of the stores. */
export async function exportDays(range: DayRange, ports: ExportPorts): Promise<ExportReport> {
  requireDays(range);
  const begun = await beginExport(ports);
  requireHistory(range, begun);
  const days = await daysWithFiles(range, begun);
  const files = await writeFiles({ figures: days, loans: days }, begun);
  return reportOf(files, begun);
}

function requireDays({ from, to }: DayRange) {
  for (const day of [from, to]) {
    if (!isDay(day)) throw new RangeError(`"${day}" is not a date; write it as YYYY-MM-DD.`);
  }
  if (to < from) throw new RangeError(`${from} comes after ${to}: give the earlier day first.`);
}

function requireHistory({ to }: DayRange, { today, firstDay }: BegunExport) {
  if (to > today) throw new RangeError(`${to} has not come yet; the library's day is ${today}.`);
  if (to < firstDay) {
    throw new RangeError(`${to} lies before all history, which begins on ${firstDay}; nothing was written.`);
  }
}

async function daysWithFiles({ from, to }: DayRange, begun: BegunExport): Promise<string[]> {
  const { exportsFrom, firstDay, reads, generation } = begun;
  const days = daysBetween(latest([from, firstDay]) ?? from, to);
  const older = days.filter((day) => day < exportsFrom);
  const moved = await mapLimited(older, CONCURRENT_DAYS, async (day) =>
    hasRows(await reads.day(generation, day)),
  );
  return [...older.filter((_, place) => moved[place]), ...days.filter((day) => day >= exportsFrom)];
}

/** Also where they came to nothing, by a void: a file of before must be written again. */
const hasRows = ({ books, figures }: StoredDay) => books.size > 0 || Object.keys(figures).length > 0;

import { addDays, daysBetween, earliest, latest } from './days';
import type { ExportMark } from './export-marks';
import type { ExportState } from './export-ports';

/** Which files a run writes. */
export type ExportPlan = {
  /** Days whose stock, analytics and hours are written, in their order and without a gap. */
  readonly figures: readonly string[];
  /** Days whose loans are written, in their order. */
  readonly loans: readonly string[];
};

/** All that may have changed since the last run: from the last exported day to today, and what is marked.
 *  A day's figures move the closing figures of every later day too. Without a state, or with the mark
 *  `all`, every day since the first that has data. Marked days to come are written when they come.
 *  `state` holds once all is written. */
export function planExport(
  today: string,
  state: ExportState | undefined,
  marks: readonly ExportMark[],
): ExportPlan & { readonly state: ExportState } {
  const marked = markedDays(marks);
  const upToToday = (days: readonly string[]) => days.filter((day) => day <= today);
  const all = [...marked.figures, ...marked.loans];
  const firstDay = earliest([today, ...upToToday(all), ...(state ? [state.firstDay] : [])]) ?? today;
  const newestDay = newestCountedDay(today, state, marks);
  const afresh = state === undefined || marks.includes('all');
  const since = afresh ? firstDay : (earliest([today, state.lastDay]) ?? today);
  const figuresFrom =
    earliest([since, ...upToToday(marked.figures), ...newFirstDay(firstDay, state)]) ?? since;
  const loans = new Set([
    ...upToToday(marked.loans),
    ...newFirstDay(firstDay, state).flatMap((first) => daysBetween(first, state?.firstDay ?? first)),
    ...daysBetween(since, today),
  ]);
  return {
    figures: daysBetween(figuresFrom, today),
    loans: [...loans].sort(),
    state: { firstDay, lastDay: today, newestDay },
  };
}

/** The newest day on which anything may have been counted. A reader's clock may be five minutes fast, which
 *  near midnight makes that tomorrow. */
export function newestCountedDay(
  today: string,
  state: ExportState | undefined,
  marks: readonly ExportMark[],
): string {
  const known = [addDays(today, 1), ...markedDays(marks).figures, ...(state ? [state.newestDay] : [])];
  return latest(known) ?? today;
}

/** History may turn out to begin earlier than the first file. */
const newFirstDay = (firstDay: string, state: ExportState | undefined) =>
  state !== undefined && firstDay < state.firstDay ? [firstDay] : [];

function markedDays(marks: readonly ExportMark[]) {
  const under = (prefix: 'day#' | 'loans#') =>
    marks.filter((mark) => mark.startsWith(prefix)).map((mark) => mark.slice(prefix.length));
  return { figures: under('day#'), loans: under('loans#') };
}

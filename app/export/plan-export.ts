import { addDays, daysBetween, earliest, latest } from './days';
import type { ExportMark } from './export-marks';
import type { ExportState } from './export-ports';

/** Which files a run writes. */
export type ExportPlan = {
  /** Days whose stock, analytics and hours are written, in their order. */
  readonly figures: readonly string[];
  /** Days whose loans are written, in their order. */
  readonly loans: readonly string[];
};

/** What a plan is made of. */
export type PlanBasis = {
  readonly today: string;
  /** From this day on, each day has its files. */
  readonly exportsFrom: string;
  readonly state: ExportState | undefined;
  readonly marks: readonly ExportMark[];
};

/** All that may have changed since the last run: from the last exported day to today, and what is marked, as far
 *  as it is not before the first day that has files. A day's figures move the closing figures of every later day
 *  too. Without a state, or with the mark `all`, every day that has files. Marked days to come are written when
 *  they come. `state` holds once all is written. */
export function planExport(basis: PlanBasis): ExportPlan & { readonly state: ExportState } {
  const { today, exportsFrom, state, marks } = basis;
  const marked = markedDays(marks);
  const upToToday = (days: readonly string[]) => days.filter((day) => day <= today);
  const afresh = state === undefined || marks.includes('all');
  const since = afresh ? exportsFrom : (earliest([today, state.lastDay]) ?? today);
  const added = addedDays(basis);
  const changed = earliest([since, ...upToToday(marked.figures), ...added]) ?? since;
  const loans = new Set([...upToToday(marked.loans), ...added, ...daysBetween(since, today)]);
  return {
    figures: daysBetween(latest([changed, exportsFrom]) ?? changed, today),
    loans: [...loans].filter((day) => day >= exportsFrom).sort(),
    state: {
      firstDay: firstDayOf(basis),
      filesFrom: exportsFrom,
      lastDay: today,
      newestDay: newestCountedDay(today, state, marks),
    },
  };
}

/** The first day on which anything may have been counted: projectors mark a day before they count on it. */
export function firstDayOf({ today, state, marks }: Omit<PlanBasis, 'exportsFrom'>): string {
  const { figures, loans } = markedDays(marks);
  return earliest([today, ...figures, ...loans, ...(state ? [state.firstDay] : [])]) ?? today;
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

/** The days that have files since the first of them was set to an earlier one. */
function addedDays({ today, exportsFrom, state }: PlanBasis): string[] {
  if (state === undefined) return [];
  const before = earliest([state.filesFrom ?? state.firstDay, today]) ?? today;
  return daysBetween(exportsFrom, before).filter((day) => day < before);
}

/** The days of the marks, by what they say of them. */
export function markedDays(marks: readonly ExportMark[]) {
  const under = (prefix: 'day#' | 'loans#') =>
    marks.filter((mark) => mark.startsWith(prefix)).map((mark) => mark.slice(prefix.length));
  return { figures: under('day#'), loans: under('loans#') };
}

import type { Generation } from '../history/generations';
import { addDays, datesBetween } from './dates';
import type { AnalyticsReader } from './ports';

/** What of a generation is asked for. */
export type AskedAnalytics = {
  readonly analytics: AnalyticsReader;
  /** Whether its days are listed. */
  readonly serving: Pick<Generation, 'listsDays'>;
  /** The library's date now. */
  readonly today: string;
};

/** The dates from one to another on which anything may have moved: those that are listed. Where they are not, it
 *  may have been each. */
export const movedDates = async (
  { analytics, serving }: AskedAnalytics,
  from: string,
  to: string,
): Promise<readonly string[]> => (serving.listsDays ? analytics.movedDays(from, to) : datesBetween(from, to));

/** The same, to the last of all. A reader's clock may run ahead: without a list that is tomorrow. */
export const movedSince = (asked: AskedAnalytics, from: string, to: string): Promise<readonly string[]> => {
  const tomorrow = addDays(asked.today, 1);
  return movedDates(asked, from, asked.serving.listsDays ? LAST_DATE : to > tomorrow ? to : tomorrow);
};

const LAST_DATE = '9999-12-31';

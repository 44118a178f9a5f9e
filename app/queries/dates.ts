const DAY_MS = 24 * 3_600_000;

/** Calendar dates from one to another, both included; none if the first is the later. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) dates.push(dateAt(at));
  return dates;
}

/** The date so many days later, or earlier if negative. */
export const addDays = (date: string, days: number) => dateAt(Date.parse(date) + days * DAY_MS);

const dateAt = (at: number) => new Date(at).toISOString().slice(0, 10);

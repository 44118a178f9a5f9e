const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether the text is a date of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return DAY.test(text) && toDay(Date.parse(`${text}T00:00:00Z`)) === text;
}

/** The date so many days later, or earlier where negative. */
export const addDays = (day: string, count: number): string =>
  toDay(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS);

/** Every date from one to another, both included; none when `to` is earlier. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

export const earliest = (days: readonly string[]): string | undefined =>
  days.reduce<string | undefined>(
    (first, day) => (first === undefined || day < first ? day : first),
    undefined,
  );

export const latest = (days: readonly string[]): string | undefined =>
  days.reduce<string | undefined>((last, day) => (last === undefined || day > last ? day : last), undefined);

const toDay = (ms: number) => (Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10));

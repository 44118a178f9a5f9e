/** A moment as the library's wall calendar shows it. */
export type LocalTime = {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** 0 to 23 */
  readonly hour: number;
};

/** The library's time zone, as a pure function given to those who read history. Instants are UTC, in ISO 8601. */
export type Calendar = (instant: string) => LocalTime;

/** ISO weekday of a date, Monday 1 to Sunday 7. */
export const isoWeekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;

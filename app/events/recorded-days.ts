/** The list of the UTC days on which something was recorded. A day is noted before anything is recorded on it. */
export type RecordedDayList = {
  /** The days from one to another, both included, on which something may be recorded, in their order: those noted,
   *  and each of before days were. Read consistently. */
  between(from: string, to: string): Promise<readonly string[]>;
};

/** That of a list which is whole from the first event on. */
export const FROM_THE_FIRST = '0000-00-00';

/** Containers of before the list may go on for so long after the first that keeps it. */
const DAYS_OF_BOTH = 2;
const DAY_MS = 24 * 3_600_000;

/** From which day on the list is whole that is begun now. */
export const wholeFrom = (isFirstEvent: boolean, now: string): string =>
  isFirstEvent
    ? FROM_THE_FIRST
    : new Date(Date.parse(now) + DAYS_OF_BOTH * DAY_MS).toISOString().slice(0, 10);

import { createContext, useContext } from 'react';

const ZoneContext = createContext('UTC');
export const ZoneProvider = ZoneContext.Provider;

export type Times = {
  readonly zone: string;
  /** `10:42:07` */
  clock(instant: string): string;
  /** `27 Nov 2026, 10:42:07` */
  full(instant: string): string;
  /** `2026-11-27` of the library. */
  date(instant: string): string;
};

/** Times as the library's clocks show them, whatever this computer's say. */
export function useTimes(): Times {
  return timesOf(useContext(ZoneContext));
}

const made = new Map<string, Times>();

export function timesOf(zone: string): Times {
  const known = made.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' });
  const full = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'medium', timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  const times: Times = {
    zone,
    clock: (instant) => clock.format(new Date(instant)),
    full: (instant) => full.format(new Date(instant)),
    date: (instant) => date.format(new Date(instant)),
  };
  made.set(zone, times);
  return times;
}

import { Temporal } from '@js-temporal/polyfill';

/** What the clocks of a zone show, as one release of the time-zone data has it. */
export type ZoneRules = {
  /** Of the data, such as `2025c`; later ones sort behind. */
  readonly release: string;
  /** Up to the start of this UTC day the offsets are given. */
  readonly until: string;
  /** Each change as `<instant>:<offset>`, both in seconds to the base 36, in their order. */
  readonly offsets: string;
};

/** An IANA zone, with the rules by which it is read; left out: those of this process. */
export type Zone = string | { readonly timeZone: string; readonly rules: ZoneRules };

/** What a zone's clocks are ahead of UTC by, from an instant on; both in milliseconds. */
export type Offset = { readonly from: number; readonly offset: number };

/** As far back as history is taken. */
const SINCE = '1800-01-01T00:00:00Z';
const YEARS_AHEAD = 10;

/** The zone as it was read, or as this process reads it where that was not kept. */
export const zoneOf = (read: { readonly timeZone: string; readonly zoneRules?: ZoneRules }): Zone =>
  read.zoneRules === undefined ? read.timeZone : { timeZone: read.timeZone, rules: read.zoneRules };

export const nameOfZone = (zone: Zone): string => (typeof zone === 'string' ? zone : zone.timeZone);

const known = new Map<string, ZoneRules>();

/** The rules that this process has for a zone: since 1800, and ten years on from the year of `now`.
 *  Errors: RangeError for a zone that does not exist. */
export const zoneRulesHere = (timeZone: string, now: string): ZoneRules =>
  rulesUntil(timeZone, `${Number(now.slice(0, 4)) + YEARS_AHEAD}-01-01`);

function rulesUntil(timeZone: string, until: string): ZoneRules {
  const key = `${timeZone} ${until}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const offsets = changesUntil(timeZone, Date.parse(`${until}T00:00:00Z`)).map(
    ({ from, offset }) => `${(from / 1_000).toString(36)}:${(offset / 1_000).toString(36)}`,
  );
  const rules = { release: process.versions['tz'] ?? '', until, offsets: offsets.join(' ') };
  known.set(key, rules);
  return rules;
}

function changesUntil(timeZone: string, end: number): Offset[] {
  const changes: Offset[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(SINCE).toZonedDateTimeISO(timeZone);
  for (; at !== null && at.epochMilliseconds < end; at = at.getTimeZoneTransition('next')) {
    changes.push({ from: at.epochMilliseconds, offset: at.offsetNanoseconds / 1e6 });
  }
  return changes;
}

const read = new Map<string, readonly Offset[]>();

/** The changes that rules tell of, in their order. */
export function changesOf({ offsets }: Pick<ZoneRules, 'offsets'>): readonly Offset[] {
  const before = read.get(offsets);
  if (before !== undefined) return before;
  const changes = offsets.split(' ').map((change): Offset => {
    const [from = '', offset = ''] = change.split(':');
    return { from: Number.parseInt(from, 36) * 1_000, offset: Number.parseInt(offset, 36) * 1_000 };
  });
  read.set(offsets, changes);
  return changes;
}

/** The offset at an instant by the changes; before the first of them, the first. */
export function offsetAt(changes: readonly Offset[], epochMs: number): number {
  let [low, high] = [0, changes.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((changes[middle]?.from ?? 0) <= epochMs) low = middle;
    else high = middle - 1;
  }
  return changes[low]?.offset ?? 0;
}

/** Where two releases of the time-zone data disagree about a zone. */
export type ZoneDifference = {
  readonly timeZone: string;
  /** The release by which it was read. */
  readonly recorded: string;
  /** The release of this process. */
  readonly here: string;
  /** From the first instant that they read otherwise to the end of the last. */
  readonly from: string;
  readonly to: string;
};

/** Where the rules by which a zone was read and those of this process disagree; undefined where they do not, or
 *  where it was not kept. */
export function zoneDifference(zone: Zone): ZoneDifference | undefined {
  if (typeof zone === 'string') return undefined;
  const { timeZone, rules } = zone;
  const here = rulesUntil(timeZone, rules.until);
  if (here.offsets === rules.offsets) return undefined;
  const [was, is] = [changesOf(rules), changesOf(here)];
  const until = Date.parse(`${rules.until}T00:00:00Z`);
  const since = was[0]?.from ?? 0;
  const moments = [...new Set([...was, ...is].map(({ from }) => from))]
    .filter((from) => from >= since)
    .sort((a, b) => a - b);
  const spans = moments.map((from, place) => ({ from, to: moments[place + 1] ?? until }));
  const differing = spans.filter(({ from }) => offsetAt(was, from) !== offsetAt(is, from));
  const [first, last] = [differing[0], differing.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const text = (ms: number) => new Date(ms).toISOString();
  return { timeZone, recorded: rules.release, here: here.release, from: text(first.from), to: text(last.to) };
}

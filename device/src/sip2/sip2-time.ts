/** SIP2's 18 characters: `YYYYMMDDZZZZHHMMSS`, where ZZZZ is four blanks for local time, `   Z` for UTC. */
const FORM = /^(\d{4})(\d{2})(\d{2})( {3}[ Z])(\d{2})(\d{2})(\d{2})$/;

const LOCAL = '    ';

/** ms since 1970, local times by the machine's zone; undefined for what is no time, or in a zone that cannot be
 *  told from its letters. */
export function parseSip2Time(text: string): number | undefined {
  const [, year, month, day, zone, hour, minute, second] = FORM.exec(text) ?? [];
  if (zone === undefined) return undefined;
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)];
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const at = zone === LOCAL ? new Date(y, mo, d, h, mi, s) : new Date(Date.UTC(y, mo, d, h, mi, s));
  const back = zone === LOCAL ? localParts(at) : utcParts(at);
  // Date moves 31 February on to March; a clock change moves only the hour.
  const isDate = back.slice(0, 3).every((part, n) => part === parts[n]) && h < 24 && mi < 60 && s < 60;
  return isDate ? at.getTime() : undefined;
}

/** Local time in 18 characters. */
export function formatSip2Time(ms: number): string {
  const [year = 0, month = 0, day = 0, ...time] = localParts(new Date(ms));
  const date = `${String(year).padStart(4, '0')}${two(month + 1)}${two(day)}`;
  return `${date}${LOCAL}${time.map(two).join('')}`;
}

const two = (value: number) => String(value).padStart(2, '0');
const localParts = (at: Date) => [
  at.getFullYear(),
  at.getMonth(),
  at.getDate(),
  at.getHours(),
  at.getMinutes(),
  at.getSeconds(),
];
const utcParts = (at: Date) => [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];

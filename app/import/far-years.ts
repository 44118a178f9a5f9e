/** More years without a single row between two parts of a file than any library is closed for. */
const GAP_YEARS = 30;
/** A part of a file with at most this share of its rows may be a slip of the pen. */
const SMALL_SHARE = 0.02;
const YEAR = /^(\d{4})(?=\d{4}(?:\D|$))|(?:^|\D)(\d{4})(?!\d)/;

/** The first year that a text names: `2024-05-01`, `20240501`. */
export const yearIn = (text: string): number | undefined => {
  const [, compact, apart] = YEAR.exec(text) ?? [];
  const year = compact ?? apart;
  return year === undefined ? undefined : Number(year);
};

/** The years of a file that lie far from nearly all of its rows: `1924` among thousands of 2024. */
export function farYears(rowsByYear: ReadonlyMap<number, number>): ReadonlySet<number> {
  const total = [...rowsByYear.values()].reduce((sum, count) => sum + count, 0);
  const far = clusters([...rowsByYear.keys()]).filter((years) => {
    const rows = years.reduce((sum, year) => sum + (rowsByYear.get(year) ?? 0), 0);
    return rows < total && rows <= Math.max(1, total * SMALL_SHARE);
  });
  return new Set(far.flat());
}

function clusters(years: readonly number[]): number[][] {
  const parts: number[][] = [];
  for (const year of [...years].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    const before = last?.at(-1);
    if (last === undefined || before === undefined || year - before > GAP_YEARS) parts.push([year]);
    else last.push(year);
  }
  return parts;
}

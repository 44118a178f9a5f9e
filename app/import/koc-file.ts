import type { ImportRow } from './import-rows';

/** What the first line of one of Koha's offline files says. */
export type KocHeader = {
  /** Whether its times are of UTC, which they do not say. */
  readonly isUtc: boolean;
};

const FIRST_LINE = /^\s*Version=(\S*)(?:\s+(.*))?$/;

/** Reads the first line of a file of Koha's offline circulation; undefined where it is none.
 *  Source: wiki.koha-community.org/wiki/Koha_offline_circulation_file_format. */
export function readKocHeader(line: string): KocHeader | { readonly problem: string } | undefined {
  const [, version, rest = ''] = FIRST_LINE.exec(line) ?? [];
  if (version === undefined) return undefined;
  if (version !== '1.0')
    return { problem: `it is of version ${version.slice(0, 20)}; version 1.0 is known.` };
  // The browser's add-on takes the day and time of toISOString; the desktop tools take those of the desk's clock.
  return { isUtc: /\bGenerator=koct-firefox\b/.test(rest) };
}

const ZONELESS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** One line: `time issue card barcode`, `time return barcode` or `time payment card amount`. Cards are dropped here;
 *  no reason tells what stands in a place where one may stand. */
export function readKocLine(cells: readonly string[], { isUtc }: KocHeader): Omit<ImportRow, 'line'> {
  const [time = '', command = '', ...behind] = cells.map((cell) => cell.trim());
  const places = behind.slice(0, behind.findLastIndex((cell) => cell !== '') + 1);
  const at = isUtc && ZONELESS.test(time) ? `${time}Z` : time;
  const asked = ACTIONS.get(command);
  if (asked === undefined) {
    const malformed = command === 'payment' ? 'a payment moves no copy' : 'it is no issue, return or payment';
    return { values: { at, action: command === 'payment' ? command : '', tag_id: '' }, malformed };
  }
  const values = { at, action: asked.action, tag_id: places.at(-1) ?? '' };
  if (places.length === asked.places) return { values };
  const malformed = `${command} has ${places.length} values behind it instead of ${asked.places}`;
  return { values: { ...values, tag_id: '' }, malformed };
}

/** The barcode is the last value. */
const ACTIONS: ReadonlyMap<string, { readonly action: string; readonly places: number }> = new Map([
  ['issue', { action: 'checkout', places: 2 }],
  ['return', { action: 'return', places: 1 }],
]);

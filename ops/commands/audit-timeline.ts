import { z } from 'zod';
import { parseGivenTime, TIME_FORMS } from '../../app/import/import-times';
import { instantOfLocalTime } from '../../app/lib/library-calendar';
import { apiOf } from '../api-call';
import { readTimeline } from '../audit/read-timeline';
import { marksOf, timelineCsv, timelineTable } from '../audit/show-timeline';
import type { Command } from '../command';
import { WrongUse } from '../failure';

const optionsSchema = z.object({
  tag: z.string().optional(),
  book: z.string().optional(),
  reader: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  asOf: z.string().optional(),
  knownAt: z.string().optional(),
  format: z.enum(['table', 'json', 'csv']).default('table'),
});

const DAY_MS = 24 * 3_600_000;

/** Who borrowed and returned what, when, and known when. */
export const timeline: Command = async ({ target, signal }, _args, given) => {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) throw new WrongUse('--format must be table, json or csv.');
  const { tag, book, reader, format, ...times } = parsed.data;
  if ([tag, book, reader, times.from, times.to].every((option) => option === undefined)) {
    throw new WrongUse('Say whose timeline: --tag, --book, --reader, or a time span by --from and --to.');
  }
  const at = await target();
  const end = (name: string, text: string | undefined) => instantOf(name, text, at.timeZone, 'end');
  const now = new Date().toISOString();
  const to = end('--to', times.to);
  const asked = {
    tag,
    book,
    reader,
    from: instantOf('--from', times.from, at.timeZone, 'start'),
    to,
    asOf: end('--as-of', times.asOf),
    knownAt: end('--known-at', times.knownAt),
  };
  // Without it the whole feed would be read.
  if (tag === undefined && book === undefined) {
    asked.from ??= new Date(Date.parse(to ?? now) - 30 * DAY_MS).toISOString();
  }
  const rows = await readTimeline(apiOf(at), { ...asked, now }, signal);
  const json = { asked, entries: rows.map((row) => ({ ...row, marks: marksOf(row) })) };
  switch (format) {
    case 'json':
      return { json, text: JSON.stringify(json, null, 2) };
    case 'csv':
      return { json, text: await timelineCsv(rows) };
    case 'table':
      return { json, text: rows.length === 0 ? nothingIn(asked) : timelineTable(rows) };
  }
};

function nothingIn({ from, to }: { readonly from: string | undefined; readonly to: string | undefined }) {
  const span = [from && `from ${from} on`, to && `up to ${to}`].filter(Boolean).join(' ');
  return span === '' ? 'No event.' : `No event ${span}; --from and --to set the span.`;
}

/** A day stands for its start or its last millisecond, by the library's clock. */
function instantOf(
  option: string,
  text: string | undefined,
  timeZone: string,
  edge: 'start' | 'end',
): string | undefined {
  if (text === undefined) return undefined;
  const time = parseGivenTime(text, timeZone);
  if (time === undefined) throw new WrongUse(`${option} "${text}" is no time: ${TIME_FORMS}.`);
  if (time.precision === 'instant') return time.at;
  return instantOfLocalTime(`${time.date}T${edge === 'start' ? '00:00:00' : '23:59:59.999'}`, timeZone);
}

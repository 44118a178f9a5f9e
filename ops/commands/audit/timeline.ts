import { safeJson } from '../../../app/lib/safe-text';
import { type Answer, aCommand, type CommandContext } from '../../lib/command';
import { WrongUse } from '../../lib/failure';
import { type InputOf, oneOf, option, text } from '../../lib/input';

const DAY_MS = 24 * 3_600_000;

const INPUT = {
  tag: option('<id>', 'of one copy', text),
  book: option('<id>', 'of all copies of a book', text),
  reader: option('<id>', 'scans of one reader (default span: 30 days)', text),
  from: option('<time>', 'that happened from then on: a library day or RFC 3339', text),
  to: option('<time>', 'that happened up to then', text),
  asOf: option('<time>', 'what was true then: only what had happened', text),
  knownAt: option('<time>', 'what we knew then: only what was recorded', text),
  format: option('<format>', 'table, json or csv', oneOf(['table', 'json', 'csv']), 'table'),
};

/** Who borrowed and returned what, when, and known when. */
export const command = aCommand({
  words: 'audit timeline',
  summary: 'show who borrowed and returned what, with voided, repeated and unknown scans marked',
  input: INPUT,
  run: timeline,
});

async function timeline(
  { target, signal }: CommandContext,
  { tag, book, reader, format, ...span }: InputOf<typeof INPUT>,
): Promise<Answer> {
  const { apiOf }: typeof import('../../lib/api-call') = require('../../lib/api-call');
  const { readTimeline }: typeof import('../../audit/read-timeline') = require('../../audit/read-timeline');
  const {
    marksOf,
    timelineCsv,
    timelineTable,
  }: typeof import('../../audit/show-timeline') = require('../../audit/show-timeline');
  if ([tag, book, reader, span.from, span.to].every((option) => option === undefined)) {
    throw new WrongUse('Say whose timeline: --tag, --book, --reader, or a time span by --from and --to.');
  }
  const at = await target();
  const end = (name: string, text: string | undefined) => instantOf(name, text, at.timeZone, 'end');
  const now = new Date().toISOString();
  const to = end('--to', span.to);
  const asked = {
    tag,
    book,
    reader,
    from: instantOf('--from', span.from, at.timeZone, 'start'),
    to,
    asOf: end('--as-of', span.asOf),
    knownAt: end('--known-at', span.knownAt),
  };
  // Without it the whole feed would be read.
  if (tag === undefined && book === undefined) {
    asked.from ??= new Date(Date.parse(to ?? now) - 30 * DAY_MS).toISOString();
  }
  const rows = await readTimeline(apiOf(at), { ...asked, now }, signal);
  const json = { asked, entries: rows.map((row) => ({ ...row, marks: marksOf(row) })) };
  switch (format) {
    case 'json':
      return { json, lines: safeJson(json).split('\n') };
    case 'csv':
      return { json, lines: await timelineCsv(rows), lineEnd: '\r\n' };
    case 'table':
      return { json, lines: rows.length === 0 ? [nothingIn(asked)] : timelineTable(rows) };
  }
}

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
  const {
    instantOfLocalTime,
  }: typeof import('../../../app/lib/library-calendar') = require('../../../app/lib/library-calendar');
  if (text === undefined) return undefined;
  const {
    readTime,
  }: typeof import('../../../app/import/read-time') = require('../../../app/import/read-time');
  const {
    KNOWN_FORMS,
  }: typeof import('../../../app/import/why-no-time') = require('../../../app/import/why-no-time');
  const read = readTime(text, timeZone);
  if (read.kind !== 'time') throw new WrongUse(`${option} "${text}" is no time: ${KNOWN_FORMS}.`);
  const time = read.given;
  if (time.precision === 'instant') return time.at;
  return instantOfLocalTime(`${time.date}T${edge === 'start' ? '00:00:00' : '23:59:59.999'}`, timeZone);
}

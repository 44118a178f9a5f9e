import { MONTH_NAME } from './month-names';

/** The forms to write; docs/imports.md has all that are read. */
export const KNOWN_FORMS = 'YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] or RFC 3339';
const TIME_FORMS = `write ${KNOWN_FORMS}, or say --date-format`;

const DAY_AND_MONTH = /^(?<a>\d{1,2})(?<sep>[-/.])(?<b>\d{1,2})\k<sep>(?<c>\d{4}|\d\d)(?!\d)/;
const NAMED_SHORT = new RegExp(String.raw`^\d{1,2}(?<sep>[ -])${MONTH_NAME}\k<sep>\d\d(?!\d)`, 'i');
const ZONE_NAME = /\d ?\(?(?<name>[A-Z]{3,5})\)?$/;

/** Why a text is no time, naming the option that takes it where one does. */
export function whyNoTime(text: string, hasDay: boolean): string {
  const zone = ZONE_NAME.exec(text)?.groups?.['name'];
  if (hasDay && zone !== undefined)
    return `${zone} names no one offset; write it as a number, such as +01:00`;
  const formats = formatsFor(text);
  if (hasDay && formats.length === 0)
    return `no calendar or clock shows it, or it is written otherwise: ${TIME_FORMS}`;
  return formats.length === 0 ? TIME_FORMS : `say how it is meant: --date-format ${formats.join(' or ')}`;
}

/** The date formats by which a text can be read. */
function formatsFor(text: string): string[] {
  if (/^\d{9,10}(?:\.\d+)?$|^\d{13}$/.test(text)) return ['unix'];
  if (/^\d{5}(?:\.\d+)?$/.test(text)) return ['excel'];
  const named = NAMED_SHORT.exec(text)?.groups?.['sep'];
  if (named !== undefined) return [`"dd${named}MMM${named}yy"`];
  const { a, sep, b, c } = DAY_AND_MONTH.exec(text)?.groups ?? {};
  if (a === undefined || b === undefined || c === undefined) return [];
  const year = 'y'.repeat(c.length);
  const isDay = (part: string) => Number(part) >= 1 && Number(part) <= 31;
  const isMonth = (part: string) => isDay(part) && Number(part) <= 12;
  return [
    ...(isDay(a) && isMonth(b) ? [['dd', 'MM', year]] : []),
    ...(isMonth(a) && isDay(b) ? [['MM', 'dd', year]] : []),
    ...(c.length === 2 && isMonth(b) && isDay(c) ? [['yy', 'MM', 'dd']] : []),
  ].map((parts) => parts.join(sep));
}

import { type DateRewriting, readDateFormat } from '../../app/import/date-format';
import type { Read } from '../lib/input';

const PAIRS = /,(?=\s*[a-z_]+\s*=)/;
const PAIR = /^\s*([a-z_]+)\s*=\s*(\S.*)$/s;

/** `tag_id=Barcode,borrowed_at=CheckoutDateTime`: our columns, and what the file calls them. */
export const columnNames: Read<Readonly<Record<string, string>> | undefined> = (zod) =>
  zod
    .string()
    .transform((given, context): Record<string, string> => {
      const pairs = given.split(PAIRS).map((pair) => PAIR.exec(pair));
      const named = pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', (pair[2] ?? '').trim()] as const] : []));
      if (named.length === pairs.length) return Object.fromEntries(named);
      context.addIssue({
        code: 'custom',
        message: 'must be pairs such as tag_id=Barcode,borrowed_at=Issued',
      });
      return zod.NEVER;
    })
    .optional();

/** How dates are written. */
export const dateFormat: Read<DateRewriting | undefined> = (zod) =>
  zod
    .string()
    .transform((given, context): DateRewriting => {
      const format = readDateFormat(given);
      if (!('problem' in format)) return format;
      context.addIssue({ code: 'custom', message: format.problem });
      return zod.NEVER;
    })
    .optional();

import { z } from '@hono/zod-openapi';
import { isbnProblem } from '../../app/lib/isbn';
import { BOOK_ID, SCAN_ID, TAG_ID } from '../../domain/identifiers';
import { RETIREMENT_REASONS, SCAN_MODES } from '../../domain/tag/events';
import { foldedText, hasLoneSurrogate } from '../../domain/text';

const MAX_TEXT = 500;
const MAX_ISBN = 400;

/** The longest span that is answered at once, ten years: each of its days is asked for by itself, and the sums of
 *  so many come near the 6 MB that a function may answer. */
export const MAX_DAYS = 3_653;

const TAG_ID_RULE = '1 to 64 of the letters A-Z a-z, digits and . _ : -';

export const bookIdField = z
  .string()
  .regex(BOOK_ID, 'must be 1 to 64 printable characters without a blank at either end')
  .openapi({ example: 'book-77' });

export const tagIdField = z
  .string()
  .regex(TAG_ID, `must be ${TAG_ID_RULE}`)
  .openapi({ example: '386103974449' });

/** In a body a tag id may be the number that the reader shows. */
export const tagIdInBody = z
  .union([tagIdField, z.int().nonnegative().transform(String)], {
    error: `must be ${TAG_ID_RULE}, or a non-negative safe integer`,
  })
  .openapi({ type: ['string', 'integer'], example: '386103974449' });

export const scanIdField = z
  .string()
  .regex(SCAN_ID, 'must be 1 to 64 of the letters A-Z a-z, digits and _ -');

const text = (maxLength: number) =>
  z
    .string()
    .overwrite(foldedText)
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((given) => !hasLoneSurrogate(given), 'holds half a character (a lone surrogate)');

export const nameField = text(MAX_TEXT).min(1, 'must not be empty');
/** A book may have no author. */
export const authorField = text(MAX_TEXT);
/** Kept as it came, and found by its number. */
export const isbnField = text(MAX_ISBN)
  .superRefine((isbn, { addIssue }) => {
    const message = isbnProblem(isbn);
    if (message !== undefined) addIssue({ code: 'custom', message });
  })
  .openapi({ example: '978-0-14-143951-8' });
export const reasonField = text(MAX_TEXT).min(1, 'must not be empty: say why');
export const retirementReason = z.enum(RETIREMENT_REASONS);
export const scanMode = z.enum(SCAN_MODES);

/** RFC 3339, answered in UTC with milliseconds; a finer fraction is cut off. The `+` of an offset reaches
 *  us as a blank where a client did not encode it. */
export const instantField = z
  .string()
  .transform((given) => given.replace(/ (\d\d:\d\d)$/, '+$1'))
  .pipe(
    z.iso.datetime({
      offset: true,
      error: 'must be a time like 2026-11-22T09:15:02.114Z or 2026-11-22T10:15:02+01:00',
    }),
  )
  .transform((given) => new Date(given).toISOString())
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-22T09:15:02.114Z' });

/** A day of the library. */
export const dateField = z.iso
  .date('must be a date like 2026-11-22')
  .openapi({ format: 'date', example: '2026-11-22' });

/** How much of a list is answered at once. */
export function limitField(maximum: number, fallback: number) {
  const must = `must be a whole number from 1 to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, must)
    .transform(Number)
    .pipe(z.int(must).min(1, must).max(maximum, must))
    .default(fallback)
    .openapi({ type: 'integer', minimum: 1, maximum, default: fallback });
}

/** How much of a list, and from where. */
export const pageQuery = {
  limit: limitField(200, 50),
  cursor: z.string().optional().openapi({
    description:
      'Where to go on: the cursor of the page before. It belongs to its question: with another filter it is refused.',
  }),
};

export const searchField = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .optional();

/** `true` or `false` in a query; absent is false. */
export const booleanField = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((given) => given === 'true')
  .openapi({ type: 'boolean', default: false });

/** An instant in an answer. */
export const instant = z.iso.datetime({ precision: 3 });
/** A number of things in an answer; a walked-back figure is negative where a history itself is. */
export const figure = z.int();

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    cursor: z.string().nullable().openapi({ description: 'Where the next page begins; null at the end.' }),
  });

import { z } from 'zod';
import { unkeepable } from './scan-message-keepable';
import { instantOfRfc3339 } from './scan-message-time';

const AT = 'must be an RFC 3339 time with an offset or Z';
const MAX_KINDS_OF_ERRORS = 32;
const MAX_TROUBLES = 32;

const time = z.string({ error: AT }).transform((value, context) => {
  const instant = instantOfRfc3339(value);
  if (instant !== undefined) return instant;
  context.addIssue(AT);
  return z.NEVER;
});

const count = z.custom<number>(
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  'must be a count',
);
const number = z.number('must be a number');
const flag = z.boolean('must be true or false');

const text = (maxLength: number) => {
  const rule = `must be text of at most ${maxLength} characters`;
  return z
    .string({ error: rule })
    .max(maxLength, { error: rule })
    .refine((value) => unkeepable(value) === undefined, {
      error: 'holds half a character (a lone surrogate)',
    });
};

const chip = z.object({
  kind: text(64).nullish(),
  version: text(64).nullish(),
  faults: count.nullish(),
});

const readErrors = z
  .record(text(64), count, 'must be counts by kind')
  .refine((kinds) => Object.keys(kinds).length <= MAX_KINDS_OF_ERRORS, 'has too many kinds');

/** What a reader may tell of itself, by the contract's names; `at` is by its own clock. Times are kept in UTC with
 *  milliseconds. What is kept reads as what was told. */
export const readerFacts = z
  .object({
    at: time,
    spoolDepth: count,
    version: text(256),
    oldestUnsentAt: time,
    lastReadAt: time,
    reads: count,
    repeats: count,
    readErrors,
    chip,
    clockSynced: flag,
    uptimeS: number,
    temperatureC: number,
    undervoltage: flag,
    freeDiskBytes: count,
    certificateEndsAt: time,
    parked: count,
    /** Not of the contract: what is no list of words is passed over. */
    trouble: z.array(text(64)).max(MAX_TROUBLES).optional().catch(undefined),
  })
  .partial();

export type ReaderFacts = Readonly<z.output<typeof readerFacts>>;

import { z } from '@hono/zod-openapi';
import { RETIREMENT_REASONS, SCAN_MODES, TAG_EVENT_TYPES } from '../../domain/tag/events';
import { OUTCOMES } from '../../domain/tag/evolve';
import { TAG_STATUSES } from '../../domain/tag/state';
import { figure, instant } from './fields';

export const tagStatus = z.enum(TAG_STATUSES);
export const outcome = z.enum(OUTCOMES);

export const stockRow = z
  .object({
    bookId: z.string(),
    name: z.string(),
    author: z.string(),
    isbn: z.string(),
    total: figure,
    available: figure,
    onLoan: figure,
    status: z.enum(['in-stock', 'out-of-stock']),
  })
  .openapi('Stock');

export const bookRow = stockRow.extend({ withdrawn: z.boolean() }).openapi('Book');

export const inventoryRow = z
  .object({
    tagId: z.string(),
    bookId: z.string().optional(),
    status: tagStatus,
    retiredReason: z.enum(RETIREMENT_REASONS).optional().openapi({
      description: 'Of a retired copy; absent until a `rebuild` where it was retired before 0.3.',
    }),
    readerId: z.string().optional(),
    lastSeenAt: instant.optional(),
    borrowedAt: instant.optional().openapi({ description: 'When the latest loan began: the exit.' }),
    returnedAt: instant.optional().openapi({ description: 'When it ended: the entry. Absent while out.' }),
    loanCount: figure,
  })
  .openapi('Inventory');

export const loanRow = z
  .object({
    loanNo: figure,
    bookId: z.string(),
    borrowedAt: instant,
    borrowedReaderId: z.string(),
    returnedAt: instant.optional(),
    returnedReaderId: z.string().optional(),
    closedBy: z.enum(['returned', 'retired', 'reassigned']).optional(),
  })
  .openapi('Loan');

export const timelineEntry = z
  .object({
    tagId: z.string(),
    eventId: z.string(),
    type: z.enum(TAG_EVENT_TYPES),
    effectiveAt: instant,
    occurredAt: instant,
    recordedAt: instant,
    clockSuspect: z.boolean(),
    recordedBy: z.object({ channel: z.string(), by: z.string() }),
    scanId: z.string().optional().openapi({ description: 'Of a scan, or of the scan that a void names.' }),
    readerId: z.string().optional(),
    mode: z.enum(SCAN_MODES).optional(),
    text: z.string().optional(),
    outcome: outcome.optional(),
    reason: z.string().optional().openapi({ description: 'Of a void or a retirement.' }),
    bookId: z.string().optional(),
    statusAfter: tagStatus,
  })
  .openapi('TimelineEntry');

const dayFigures = {
  date: z.iso.date(),
  borrowed: figure,
  returned: figure,
  copiesAdded: figure,
  copiesRemoved: figure,
  closingTotal: figure,
  closingOnLoan: figure,
  closingAvailable: figure,
};

export const analyticsRow = z.object({ ...dayFigures, bookId: z.string() }).openapi('Analytics');

export const daySummary = z
  .object({
    ...dayFigures,
    scansByOutcome: z.record(outcome, figure),
    hours: z.array(z.object({ hour: figure, borrowed: figure, returned: figure })).readonly(),
  })
  .openapi('DaySummary');

export const weekHour = z
  .object({
    weekday: z.int().min(1).max(7),
    hour: z.int().min(0).max(23),
    borrowed: figure,
    returned: figure,
  })
  .openapi('WeekHour', { description: 'ISO weekday, Monday 1.' });

export const titleFigures = stockRow
  .extend({ borrowed: figure, returned: figure })
  .openapi('TitleFigures', { description: 'A book as Stock has it now, with what moved in the span.' });

const hoursFigure = z.number().nonnegative();

export const monthDurations = z
  .object({
    month: z.string().regex(/^\d{4}-\d{2}$/),
    loans: figure,
    medianHours: hoursFigure,
    p90Hours: hoursFigure,
  })
  .openapi('MonthDurations', {
    description:
      'Of the loans that began in the month and have ended. Quantiles lie between the nearest values.',
  });

const namedBook = z.object({ bookId: z.string(), name: z.string(), author: z.string() });

export const unknownTag = z
  .object({
    tagId: z.string(),
    text: z.string(),
    readerId: z.string(),
    lastSeenAt: instant,
    suggestedBook: namedBook.optional().openapi({
      description: 'The book whose id the tag’s memory holds; of a found copy its own.',
    }),
    found: z.literal(true).optional().openapi({ description: 'A retired copy that was seen again.' }),
    bookId: z.string().optional().openapi({ description: 'Of a found copy.' }),
    book: namedBook.optional().openapi({ description: 'Of a found copy, where it is registered.' }),
    retiredReason: z.enum(RETIREMENT_REASONS).optional(),
    ignored: z.literal(true).optional(),
    sameAs: z.array(z.string()).readonly().optional().openapi({
      description:
        'Assigned tags whose ids are this one written otherwise: in another case, with `:` or `-`, in the other byte order, or as the number that SimpleMFRC522 reads. Several where tags of seven bytes share the number: twenty a way of writing, for ten such numbers a page.',
    }),
  })
  .openapi('UnknownTag');

export const recordedEvent = z
  .object({
    streamId: z.string(),
    eventId: z.string(),
    type: z.string(),
    schemaVersion: z.int(),
    effectiveAt: instant,
    occurredAt: instant,
    recordedAt: instant,
    clockSuspect: z.boolean(),
    source: z.object({ channel: z.string(), by: z.string(), key: z.string().optional() }),
    data: z.record(z.string(), z.unknown()),
    digest: z
      .string()
      .openapi({ description: 'Hex SHA-256 over the canonical JSON (RFC 8785) of all else but `entry`.' }),
  })
  .openapi('Event');

export const toldEvent = recordedEvent
  .extend({
    entry: timelineEntry
      .extend({ name: z.string().optional().openapi({ description: 'Of the book.' }) })
      .openapi('EventEntry')
      .optional(),
  })
  .openapi('ToldEvent');

/** Where and when a command's event was recorded. */
export const receipt = { eventId: z.string(), effectiveAt: instant, recordedAt: instant };

const copyState = z.object({
  status: tagStatus,
  bookId: z.string().optional(),
  borrowedAt: instant.optional(),
  returnedAt: instant.optional(),
});

/** What would follow from a command. */
export const consequence = z
  .object({
    before: copyState,
    after: copyState,
    loans: z
      .array(
        z.object({
          loanNo: figure,
          change: z.enum(['opens', 'closes', 'goes', 'moves']),
          borrowedAt: instant,
          returnedAt: instant.optional(),
        }),
      )
      .openapi({ description: 'Loans that open, close, go, or end at another time.' }),
    days: z
      .array(z.object({ date: z.iso.date(), borrowed: figure, returned: figure }))
      .openapi({ description: 'How the figures of days move.' }),
  })
  .openapi('Consequence');

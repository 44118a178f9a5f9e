import { z } from '@hono/zod-openapi';
import { RETIREMENT_REASONS, SCAN_MODES, TAG_EVENT_TYPES } from '../../domain/tag/events';
import { OUTCOMES } from '../../domain/tag/evolve';
import { figure, instant } from './fields';

const TAG_STATUSES = ['unassigned', 'available', 'on-loan', 'retired'] as const;
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

export const inventoryRow = z
  .object({
    tagId: z.string(),
    bookId: z.string().optional(),
    status: tagStatus,
    retiredReason: z
      .enum(RETIREMENT_REASONS)
      .optional()
      .openapi({
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

export const unknownTag = z
  .object({
    tagId: z.string(),
    text: z.string(),
    readerId: z.string(),
    lastSeenAt: instant,
    suggestedBook: z.object({ bookId: z.string(), name: z.string(), author: z.string() }).optional(),
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
      .openapi({ description: 'Hex SHA-256 over the canonical JSON (RFC 8785) of all else.' }),
  })
  .openapi('Event');

/** Where and when a command's event was recorded. */
export const receipt = { eventId: z.string(), effectiveAt: instant, recordedAt: instant };

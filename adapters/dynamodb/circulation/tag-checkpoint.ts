import { z } from 'zod';
import { RETIREMENT_REASONS, SCAN_MODES } from '../../../domain/tag/events';
import type { TagCheckpoint } from '../../../domain/tag/history';
import { TAG_STATUSES } from '../../../domain/tag/state';

const loan = z.object({
  loanNo: z.number(),
  bookId: z.string(),
  borrowedAt: z.string(),
  borrowedReaderId: z.string(),
  returnedAt: z.string().exactOptional(),
  returnedReaderId: z.string().exactOptional(),
  closedBy: z.enum(['returned', 'retired', 'reassigned']).exactOptional(),
});

const reading = z.object({
  state: z.object({
    status: z.enum(TAG_STATUSES),
    bookId: z.string().exactOptional(),
    loanCount: z.number(),
    latestLoan: loan.exactOptional(),
    lastSeen: z.object({ readerId: z.string(), at: z.string(), text: z.string() }).exactOptional(),
    recentScans: z.record(z.string(), z.string()),
    recentModes: z.record(z.string(), z.enum(SCAN_MODES)).exactOptional(),
    retirement: z.object({ reason: z.enum(RETIREMENT_REASONS), at: z.string() }).exactOptional(),
    ignored: z.literal(true).exactOptional(),
  }),
  position: z.object({ effectiveAt: z.string(), eventId: z.string() }).exactOptional(),
  pendingVoids: z.array(z.string()),
  recordedUpTo: z.string().exactOptional(),
}) satisfies z.ZodType<TagCheckpoint>;

/** A reading of a tag's history as the projectors store it in a row. */
export const storedReading: z.ZodType<TagCheckpoint> = reading;
export const storedLoan = loan;

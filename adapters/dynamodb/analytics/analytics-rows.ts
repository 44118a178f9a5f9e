import { z } from 'zod';
import type { BookDay } from '../../../projections/analytics-rows';

/** A book's figures of a day, as stored. */
export const storedBookDay = z.object({
  borrowed: z.number().exactOptional(),
  returned: z.number().exactOptional(),
  copiesAdded: z.number().exactOptional(),
  copiesRemoved: z.number().exactOptional(),
  total: z.number().exactOptional(),
  onLoan: z.number().exactOptional(),
}) satisfies z.ZodType<BookDay>;

/** A book's running sums, as stored. */
export const storedTotals = z.object({ total: z.number().default(0), onLoan: z.number().default(0) });

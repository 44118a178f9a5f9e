import { z } from 'zod';

/** A scan as it is kept until the broker has it. Its id follows from reader, boot and sequence number. */
const spooledScan = z.object({
  tagId: z.string(),
  text: z.string(),
  mode: z.enum(['toggle', 'checkout', 'return', 'inventory']),
  /** Wall time in ms as the reader then had it. */
  at: z.number(),
  /** Monotonic ms since `bootId` began: right even where `at` is not. */
  mono: z.number(),
  bootId: z.string(),
  /** Whether network time had set the clock. */
  synced: z.boolean(),
  cancels: z.string().exactOptional(),
  terminal: z.string().exactOptional(),
  /** Of a kiosk's message, what tells it from another when it comes again; it is not sent. */
  request: z.string().exactOptional(),
});

export type SpooledScan = Readonly<z.output<typeof spooledScan>>;
export type StoredScan = { readonly seq: number; readonly scan: SpooledScan };

/** Undefined for a text that no version of the reader wrote. */
export function parseSpooledScan(json: string): SpooledScan | undefined {
  try {
    return spooledScan.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

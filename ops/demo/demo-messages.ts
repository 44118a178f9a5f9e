import { z } from 'zod';

/** What the demo readers' process is told when it starts. */
export const demoStartSchema = z.object({
  host: z.string(),
  port: z.number(),
  certificates: z.record(z.string(), z.object({ ca: z.string(), cert: z.string(), key: z.string() })),
  tags: z.array(z.object({ tagId: z.string(), bookId: z.string() })),
  onLoan: z.array(z.string()),
  /** Where their spools lie. */
  folder: z.string(),
  /** The pause between two moments, on average. */
  pauseMs: z.number().positive(),
});
export type DemoStart = z.infer<typeof demoStartSchema>;

/** What it says of itself. `sent`: the broker has acknowledged so many more scans. */
export const demoNewsSchema = z.union([z.object({ trouble: z.string() }), z.object({ sent: z.number() })]);
export type DemoNews = z.infer<typeof demoNewsSchema>;

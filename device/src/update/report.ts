import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from './disk';
import { writeDurably } from './durable-write';

const reportSchema = z.object({
  jobId: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED']),
  /** The version that runs now. */
  version: z.string(),
  code: z.string(),
  reason: z.string(),
  /** Whether the broker has it. */
  sent: z.boolean().default(false),
});

/** What became of the last trial; kept for the reader's health when the broker has it. */
export type Report = Readonly<z.output<typeof reportSchema>>;

export type Reports = {
  last(): Report | undefined;
  write(report: Omit<Report, 'sent'>): void;
  markSent(): void;
};

export function reportsIn(disk: Disk, dir: string): Reports {
  const file = join(dir, 'report.json');
  const last = () => {
    try {
      return reportSchema.safeParse(JSON.parse(disk.read(file)?.toString('utf8') ?? 'null')).data;
    } catch {
      return undefined;
    }
  };
  return {
    last,
    write: (report) => writeDurably(disk, file, JSON.stringify(report)),
    markSent: () => {
      const report = last();
      if (report) writeDurably(disk, file, JSON.stringify({ ...report, sent: true }));
    },
  };
}

import { z } from 'zod';
import { libraryCalendar } from '../app/lib/library-calendar';

/** What the terminal shows of a running stack: today's figures as the API gives them. */
export type Figures = {
  readonly date: string;
  readonly scans: number;
  readonly borrowed: number;
  readonly returned: number;
  readonly unknown: number;
  readonly repeats: number;
  readonly onLoan: number;
  readonly copies: number;
  readonly quarantined: number;
  readonly deadLetters: number;
  readonly lagMs: number;
};

const dailySchema = z.object({
  days: z.array(
    z.object({
      borrowed: z.number(),
      returned: z.number(),
      closingTotal: z.number(),
      closingOnLoan: z.number(),
      scansByOutcome: z.record(z.string(), z.number()),
    }),
  ),
});

const lagSchema = z.object({ lagMs: z.number() });
const statusSchema = z.object({
  projections: z.object({ circulation: lagSchema, analytics: lagSchema }),
  quarantine: z.record(z.string(), z.number()),
  deadLetters: z.record(z.string(), z.number()),
});

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** One read call of the API, answered as the schema says. */
type Get = <T>(path: string, schema: z.ZodType<T>) => Promise<T>;

/** Asks the API for today's figures, by the library's calendar. Errors: throws what `get` throws. */
export async function readFigures(get: Get, timeZone: string): Promise<Figures> {
  const { date } = libraryCalendar(timeZone)(new Date().toISOString());
  const [daily, status] = await Promise.all([
    get(`/v1/analytics/daily?from=${date}&to=${date}&limit=1`, dailySchema),
    get('/v1/status', statusSchema),
  ]);
  const today = daily.days[0];
  const outcomes = today?.scansByOutcome ?? {};
  return {
    date,
    scans: sum(outcomes),
    borrowed: today?.borrowed ?? 0,
    returned: today?.returned ?? 0,
    unknown: outcomes['unknown-tag'] ?? 0,
    repeats: outcomes['repeat'] ?? 0,
    onLoan: today?.closingOnLoan ?? 0,
    copies: today?.closingTotal ?? 0,
    quarantined: sum(status.quarantine),
    deadLetters: sum(status.deadLetters),
    lagMs: Math.max(status.projections.circulation.lagMs, status.projections.analytics.lagMs),
  };
}

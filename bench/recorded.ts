import { z } from 'zod';

const appendFigures = z.object({
  contender: z.string(),
  load: z.string(),
  requests: z.number(),
  tableWrites: z.number(),
  indexWrites: z.number(),
  reads: z.number(),
  engineUnits: z.number().optional(),
  millis: z.number(),
});
const projectorFigures = z.object({
  requests: z.number(),
  writes: z.number(),
  reads: z.number(),
  tables: z.array(z.object({ table: z.string(), writes: z.number(), indexWrites: z.number() })),
});
const projectionFigures = z.object({
  mix: z.string(),
  batch: z.number(),
  circulation: projectorFigures,
  analytics: projectorFigures,
});
/** What a process took, and what it worked through. */
const measured = z.looseObject({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMb: z.number(),
  /** The seconds and the memory of each time, where it was taken several times. */
  turns: z.array(z.number()).optional(),
  peaks: z.array(z.number()).optional(),
});
const pair = z.tuple([z.number(), z.number()]);
const percentiles = z.object({ p50: z.number(), p99: z.number(), n: z.number() });

const recorded = <T extends z.ZodType>(result: T) =>
  z.object({ measuredOn: z.string(), machine: z.string(), result }).optional();

/** What runs have left in results/, by section; sections that were never run are absent. */
export const recordedSections = z.object({
  append: recorded(z.object({ engine: z.string(), figures: z.array(appendFigures) })),
  projection: recorded(z.object({ engine: z.string(), figures: z.array(projectionFigures) })),
  /** The same with every commit a transaction, as it was first built; kept from then. */
  'projection-before': recorded(z.object({ engine: z.string(), figures: z.array(projectionFigures) })),
  lag: recorded(
    z.object({
      mix: z.string(),
      perSecond: z.number(),
      seconds: z.number(),
      samples: z.number(),
      projection: z.object({ inventory: pair, analytics: pair }),
      wholeWay: z.object({ inventory: pair, analytics: pair }),
    }),
  ),
  backlog: recorded(
    z.object({
      scans: z.number(),
      publishedASecond: z.number(),
      throughASecond: z.number(),
      tenths: z.array(z.number()),
      stored: z.number(),
    }),
  ),
  soak: recorded(
    z.object({
      minutes: z.number(),
      messages: z.number(),
      scans: z.number(),
      reads: z.number(),
      refused: z.number(),
      beepMs: percentiles,
      pubackMs: percentiles,
      rssMb: z.object({ first: z.number(), last: z.number(), max: z.number() }),
      cpuShare: z.number(),
      openFiles: z.object({ early: z.number(), late: z.number() }),
    }),
  ),
  marc: recorded(
    z.object({
      records: z.number(),
      megabytes: z.number(),
      ours: z.array(z.number()),
      yaz: z.array(z.number()),
      peakMb: z.object({ small: z.number(), large: z.number() }),
    }),
  ),
  rebuild: recorded(
    z.object({
      engine: z.string(),
      runs: z.array(
        z.object({ events: z.number(), tags: z.number(), measures: z.record(z.string(), measured) }),
      ),
    }),
  ),
});
export type RecordedSections = z.infer<typeof recordedSections>;

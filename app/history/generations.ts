import { z } from 'zod';
import type { Rules } from '../../domain/tag/rules';
import type { ZoneRules } from '../lib/zone-rules';

/** Rules as they are stored: the first version has no number. */
export const storedRules = z.object({
  repeatWindowMs: z.number(),
  version: z.union([z.literal(1), z.literal(2)]).exactOptional(),
}) satisfies z.ZodType<Rules>;

/** Rules of a zone as they are stored. */
export const storedZoneRules = z.object({
  release: z.string(),
  until: z.iso.date(),
  offsets: z.string().regex(/^-?[0-9a-z]+:-?[0-9a-z]+( -?[0-9a-z]+:-?[0-9a-z]+)*$/),
}) satisfies z.ZodType<ZoneRules>;

/** One derivation of all read models from history: by which rules, in which time zone. */
export type Generation = {
  readonly id: string;
  readonly rules: Rules;
  readonly timeZone: string;
  /** What the zone's clocks show, by which every process reads it; those of before 0.2 have none. */
  readonly zoneRules?: ZoneRules;
  /** The days on which something moved are listed from its first event on; those of before 0.3 are not. */
  readonly listsDays?: true;
};

/** A generation as it is stored. */
export const storedGeneration = z.object({
  id: z.string(),
  rules: storedRules,
  timeZone: z.string(),
  zoneRules: storedZoneRules.exactOptional(),
  listsDays: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Generation>;

/** Which generation is served, and which is written besides it. */
export type Generations = {
  readonly serving: Generation;
  readonly alsoWritten: readonly Generation[];
  /** Which of those also written is not whole yet: a rebuild is bringing it there. */
  readonly building?: string;
  /** Which of those also written was served before, and can be again at any moment. */
  readonly previous?: string;
  /** Since when what is served has been; the very first has none. */
  readonly servedSince?: string;
};

export type GenerationStore = {
  /** Read consistently; where none is stored yet, the first is made from the settings. */
  read(): Promise<Generations>;
};

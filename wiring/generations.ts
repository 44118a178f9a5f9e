import {
  generationTable,
  readGenerations,
  storedServing,
} from '../adapters/dynamodb/control/generation-table';
import type { Generation, GenerationStore } from '../app/history/generations';
import { type Zone, zoneOf } from '../app/lib/zone-rules';
import { projectGenerations } from '../app/project/project-generations';
import type { LibraryEvent } from '../domain/events';
import type { FirstInterpretation, TablesOf } from './library';
import type { Projector } from './projector';

type Generations = TablesOf<'control'> & FirstInterpretation;

/** The generations of a library. Reading them makes the first where there is none. */
export const generationStore = (library: Generations): GenerationStore =>
  generationTable(library.client, library.tables.control, library);

/** The same for whoever may not write: where there is none, the one that would be made. */
export const readOnlyGenerations = (library: Generations): GenerationStore => ({
  read: () => readGenerations(library.client, library.tables.control, library),
});

/** The generation that is served, for whoever may not write: where there is none, the one that would be made. */
export async function servedGeneration(library: Generations): Promise<Generation> {
  const { serving } = await readOnlyGenerations(library).read();
  return serving;
}

/** The library's zone as what is served was read; undefined while nothing is. */
export async function servedZone({ client, tables }: TablesOf<'control'>): Promise<Zone | undefined> {
  const serving = await storedServing(client, tables.control);
  return serving && zoneOf(serving);
}

/** Projects events into every generation that is written. Answers the streams that failed in any. */
export function everyGeneration(library: Generations, project: Projector) {
  const generations = generationStore(library);
  return async (events: readonly LibraryEvent[]): Promise<ReadonlyMap<string, unknown>> =>
    projectGenerations(await generations.read(), (generation) => project(generation, events));
}

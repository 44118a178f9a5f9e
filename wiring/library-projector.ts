import { analyticsProjector } from './analytics-projector';
import { circulationProjector } from './circulation-projector';
import type { LibraryTables, TablesOf } from './library';
import type { Projector, ProjectorLibrary } from './projector';

/** Projects into every read model at once. */
export function libraryProjector(library: ProjectorLibrary & TablesOf<keyof LibraryTables>): Projector {
  const projectors = [circulationProjector(library), analyticsProjector(library)];
  return async (generation, events) => {
    const failures = await Promise.all(projectors.map((project) => project(generation, events)));
    return new Map(failures.flatMap((failed) => [...failed]));
  };
}

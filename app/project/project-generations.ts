import type { Generation, Generations } from '../history/generations';

/** Projects into every generation that is written. Answers the streams that failed in any, each with its first
 *  fault. The served one comes first, for people wait for it, but not before one that is being built: that may be
 *  served at any moment, and then must not know less than what was read a moment before. */
export async function projectGenerations(
  { serving, alsoWritten, building }: Generations,
  project: (generation: Generation) => Promise<ReadonlyMap<string, unknown>>,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  const built = alsoWritten.filter(({ id }) => id === building);
  const others = alsoWritten.filter(({ id }) => id !== building);
  for (const generation of [...built, serving, ...others]) {
    for (const [streamId, fault] of await project(generation)) {
      if (!failures.has(streamId)) failures.set(streamId, fault);
    }
  }
  return failures;
}

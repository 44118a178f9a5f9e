import type { Generation, Generations } from '../generations';

/** Projects into every generation that is written, the served one first. Answers the streams that failed
 *  in any, each with its first fault. */
export async function projectGenerations(
  { serving, alsoWritten }: Generations,
  project: (generation: Generation) => Promise<ReadonlyMap<string, unknown>>,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const generation of [serving, ...alsoWritten]) {
    for (const [streamId, fault] of await project(generation)) {
      if (!failures.has(streamId)) failures.set(streamId, fault);
    }
  }
  return failures;
}

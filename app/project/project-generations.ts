import type { Generation, Generations } from '../history/generations';

/** Projects into every generation that is written. Answers the streams that failed in any, each with its first
 *  fault. The served one comes last: each other one, being built or served before, may be served at any moment, and
 *  then must not know less than what was read a moment before. */
export async function projectGenerations(
  { serving, alsoWritten }: Generations,
  project: (generation: Generation) => Promise<ReadonlyMap<string, unknown>>,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const generation of [...alsoWritten, serving]) {
    for (const [streamId, fault] of await project(generation)) {
      if (!failures.has(streamId)) failures.set(streamId, fault);
    }
  }
  return failures;
}

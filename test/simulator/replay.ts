import fc from 'fast-check';

/** Runs a property over seeded courses. A failure names the one line that replays the smallest course found:
 *  SIM_SEED is fast-check's seed and the path to it. */
export async function checkSeeded<T>(
  testName: string,
  property: fc.IAsyncProperty<[T]>,
  numRuns: number,
): Promise<void> {
  const [seed, path] = (process.env['SIM_SEED'] ?? '').split(',');
  const details = await fc.check(property, {
    numRuns,
    endOnFailure: process.env['SIM_SHRINK'] === 'no',
    ...(seed && { seed: Number(seed) }),
    ...(path && { path, numRuns: 1 }),
  });
  if (!details.failed) return;
  const where = `SIM_SEED=${details.seed},${details.counterexamplePath} npx jest test/simulator -t '${testName}'`;
  const cause = details.errorInstance;
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new Error(`Replay with:\n${where}\n${why}\n${fc.stringify(details.counterexample)}`, { cause });
}

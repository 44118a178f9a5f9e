import { execFileSync } from 'node:child_process';

/** The engines that can run here. Says so where DynamoDB Local cannot. */
export function enginesHere(): string[] {
  try {
    const version = execFileSync('java', ['--version'], { encoding: 'utf8' });
    if (Number(/^\S+ (\d+)/.exec(version)?.[1]) >= 17) return ['dynoxide', 'dynamodb-local'];
  } catch {
    // No Java: said below.
  }
  process.stderr.write('SKIPPED on DynamoDB Local: there is no Java 17 or later.\n');
  return ['dynoxide'];
}

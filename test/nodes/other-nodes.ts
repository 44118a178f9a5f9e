import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const NODE_RELEASES = ['20', '22', '24'] as const;
export type NodeRelease = (typeof NODE_RELEASES)[number];

/** The program of a Node release, which is fetched by npm when it is first asked for.
 *  Errors: throws where npm has none for this machine. */
export function otherNode(release: NodeRelease): string {
  const program = join(
    __dirname,
    'node_modules',
    `node${release}-${process.platform}-${process.arch}`,
    'bin/node',
  );
  if (!existsSync(program)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: __dirname,
      stdio: 'inherit',
    });
  }
  if (!existsSync(program))
    throw new Error(`npm has no Node ${release} for ${process.platform} ${process.arch}.`);
  return program;
}

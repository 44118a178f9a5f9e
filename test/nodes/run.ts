import { spawnSync } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { NODE_RELEASES, otherNode } from './other-nodes';

const ROOT = resolve(__dirname, '../..');
const JEST = resolve(ROOT, 'node_modules/jest/bin/jest.js');

const HELP = `npm run test:nodes [-- <what jest takes>]
Runs every test on Node ${NODE_RELEASES.join(', ')}, one after the other, and what needs several of them. Ends with 1 if any fails.`;

/** Jest on a Node release, which every `node` that a test starts is, too. Whether all is well. */
function runsOn(program: string, args: readonly string[]): boolean {
  const env = { ...process.env, PATH: `${dirname(program)}${delimiter}${process.env['PATH'] ?? ''}` };
  return spawnSync(program, [JEST, ...args], { cwd: ROOT, env, stdio: 'inherit' }).status === 0;
}

function main(args: readonly string[]): number {
  if (args.includes('--help')) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const together = runsOn(otherNode('20'), ['--config', 'test/nodes/jest.config.cjs']);
  const failed = NODE_RELEASES.filter((release) => {
    process.stdout.write(`\n== Node ${release}\n`);
    return !runsOn(otherNode(release), args);
  });
  const said = failed.length === 0 ? 'Every Node passes.' : `Failed on Node ${failed.join(', ')}.`;
  process.stdout.write(`${said}${together ? '' : ' What needs several Nodes fails.'}\n`);
  return failed.length === 0 && together ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));

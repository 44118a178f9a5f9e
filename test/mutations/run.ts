import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { z } from 'zod';
import { MUTATIONS } from './all-mutations';
import type { Mutation } from './mutation';

/** Applies every mutation by itself to a copy of the source and runs the tests that must notice it.
 *  `npx tsx test/mutations/run.ts [parts of names]`; exit 1 where one survives. */

const ROOT = join(__dirname, '../..');
const COPIED = [
  'adapters',
  'app',
  'contract',
  'device',
  'docs',
  'domain',
  'handlers',
  'infra',
  'local-aws',
  'ops',
  'projections',
  'readers',
  'stack',
  'test',
  'wiring',
];
const COPIED_FILES = ['package.json', 'jest.config.cjs', 'stages.json', 'tsconfig.json'];
/** Courses and races, enough for every mutation; a failing one is not made smaller. */
const COURSES = '300';

/** Stacks that break a rule of the stage are not synthesized, which the tests of a stack do when they are loaded. */
const STAGE_RULE = /Encountered Annotations with level "ERROR":\s*\n\s*\[[^\]]*\] ([^\n]*)/;

const report = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), title: z.string() })),
    }),
  ),
});

type Verdict = { readonly isCaught: boolean; readonly by: string; readonly seconds: number };

function main(parts: readonly string[]): number {
  const copy = mkdtempSync(join(tmpdir(), 'shelflog-mutations-'));
  try {
    for (const path of [...COPIED, ...COPIED_FILES]) {
      cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const table = new Table({ head: ['mutation', 'in', 'caught', 'by', 's'] });
    let survivors = 0;
    for (const mutation of MUTATIONS.filter(
      ({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
    )) {
      const { isCaught, by, seconds } = tryOut(mutation, copy);
      if (!isCaught) survivors += 1;
      const row = [mutation.name, mutation.file, isCaught ? 'yes' : 'NO', by, String(seconds)];
      process.stderr.write(`${row.join(' | ')}\n`);
      table.push(row);
    }
    process.stdout.write(`${table.toString()}\n${survivors} survived.\n`);
    return survivors === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function tryOut(mutation: Mutation, copy: string): Verdict {
  const file = join(copy, mutation.file);
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, mutated(source, mutation));
  try {
    return judge(mutation, copy);
  } finally {
    writeFileSync(file, source);
  }
}

function mutated(source: string, { name, edits }: Mutation): string {
  return edits.reduce((text, [find, instead]) => {
    if (text.split(find).length !== 2) throw new Error(`${name}: not exactly once in the source: ${find}`);
    return text.replace(find, () => instead);
  }, source);
}

function judge({ tests }: Mutation, copy: string): Verdict {
  const started = Date.now();
  const { stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/jest/bin/jest.js'), '-i', '--json', '--silent', '--testPathPatterns', tests],
    {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 1e9,
      env: {
        ...process.env,
        SIM_RUNS: COURSES,
        SIM_RACES: COURSES,
        SIM_BATCHES: COURSES,
        SIM_SHRINK: 'no',
        SHELFLOG_DYNAMODB: 'dynoxide',
      },
    },
  );
  const { testResults } = report.parse(JSON.parse(stdout));
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const refused = testResults.flatMap(({ message }) => STAGE_RULE.exec(message)?.[1] ?? []);
  // A file that cannot even be loaded has no tests: that is no catch, but a mutation gone wrong.
  if (all.length === 0 && refused.length === 0) throw new Error(`${tests} has not run.`);
  const failed = all.filter(({ status }) => status === 'failed').map(({ title }) => title);
  const noticed = [...failed, ...refused];
  return {
    isCaught: noticed.length > 0,
    by: noticed[0]?.slice(0, 60) ?? '',
    seconds: Math.round((Date.now() - started) / 1000),
  };
}

process.exitCode = main(process.argv.slice(2));

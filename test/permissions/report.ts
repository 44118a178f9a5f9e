import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Use } from '../../local-aws/src/iam/authorizer';
import { arnWildcard, wildcard } from '../../local-aws/src/iam/wildcard';
import { USAGE_FILE } from '../../stack/environment';
import { CONTRACT_GRANTS, grantOf, reasonUnused } from './reasons';
import { type Permission, permissionsOf, synthesizedModel } from './synthesized-model';

const HELP = `npm run permissions [-- --from FILE]
Prints what each role of the contract is granted beside what it used in the tests. Runs all tests to find out,
or takes a file that an earlier run wrote (${USAGE_FILE}=FILE npm test). Ends with 1 if a grant is neither used
nor explained by unusedBecause in contract/.`;

const useSchema = z.object({ role: z.string(), action: z.string(), resource: z.string() });

export type Row = Permission & { readonly used: boolean; readonly reason?: string };

/** Every permission of the contract's roles, and whether it was used. One grant on all dead-letter queues is used if
 *  it was used on any of them. */
export function compare(granted: readonly Permission[], used: readonly Use[]): Row[] {
  const rows = granted
    .filter(({ role }) => CONTRACT_GRANTS.has(role))
    .map((permission): Row => {
      const actionFits = wildcard(permission.action, { ignoreCase: true });
      const resourceFits = arnWildcard(permission.resource);
      const reason = reasonUnused(permission);
      return {
        ...permission,
        used: used.some(
          ({ role, action, resource }) =>
            role === permission.role && actionFits(action) && resourceFits(resource),
        ),
        ...(reason !== undefined && { reason }),
      };
    });
  const usedWith = (row: Row) =>
    row.used || rows.some((other) => other.used && other.action === row.action && sameGrant(other, row));
  return rows.map((row) => ({ ...row, used: usedWith(row) }));
}

function sameGrant(one: Permission, other: Permission): boolean {
  const grant = grantOf(one);
  return one.role === other.role && grant?.on.kind === 'queue' && grant === grantOf(other);
}

export const isUnexplained = ({ used, reason }: Row): boolean => !used && reason === undefined;

/** The rows by role, as a person reads them. */
export function render(rows: readonly Row[]): string {
  const lines = [...CONTRACT_GRANTS.keys()].flatMap((role) => [
    role,
    ...rows
      .filter((row) => row.role === role)
      .map((row) => `  ${mark(row)}  ${row.action.padEnd(30)} ${shortened(row.resource)}${explanation(row)}`),
    '',
  ]);
  const count = (holds: (row: Row) => boolean) => rows.filter(holds).length;
  return [
    ...lines,
    `${rows.length} grants: ${count(({ used }) => used)} used, ${count((row) => !row.used && !isUnexplained(row))} unused for a reason, ${count(isUnexplained)} unused without one.`,
  ].join('\n');
}

const mark = (row: Row) => (row.used ? 'used  ' : isUnexplained(row) ? 'UNUSED' : 'unused');
const shortened = (arn: string) => arn.replace(/^arn:aws:[a-z0-9]+:[a-z0-9-]*:\d*:/, '');
const explanation = ({ used, reason }: Row) => (used || reason === undefined ? '' : `  (${reason})`);

/** Errors: an Error that says how to get the file, or which line of it cannot be read. */
export function readUses(file: string): Use[] {
  if (!existsSync(file)) throw new Error(`${file} does not exist. ${USAGE_FILE}=${file} npm test writes it.`);
  const lines = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
  return [...lines].map((line) => useSchema.parse(JSON.parse(line)));
}

function usesOfAllTests(): Use[] {
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-permissions-'));
  try {
    const file = join(folder, 'used.jsonl');
    const { status } = spawnSync(process.execPath, [require.resolve('jest/bin/jest.js')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, [USAGE_FILE]: file },
    });
    if (status !== 0) throw new Error('A test failed: what was used is not known. Run npm test first.');
    return readUses(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(args: readonly string[]): Promise<number> {
  const [option, file, ...rest] = args;
  const isUnderstood =
    option === undefined || (option === '--from' && file !== undefined && rest.length === 0);
  if (!isUnderstood) {
    process.stderr.write(`${HELP}\n`);
    return 2;
  }
  const model = await synthesizedModel('http://127.0.0.1');
  const rows = compare(permissionsOf(model), file === undefined ? usesOfAllTests() : readUses(file));
  process.stdout.write(`${render(rows)}\n`);
  return rows.some(isUnexplained) ? 1 : 0;
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 3;
    },
  );
}

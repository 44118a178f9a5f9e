import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const REPOSITORY = join(__dirname, '../..');
const CONFIG = join(REPOSITORY, '.dependency-cruiser.cjs');
const DEPCRUISE = join(REPOSITORY, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

const resultSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});
const configSchema = z.object({ forbidden: z.array(z.object({ name: z.string() })) });

/** Rule and file of each error that the repository's rules find in the fixtures, which mirror its folders. */
function errorsInFixtures(): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [DEPCRUISE, '--config', CONFIG, '--output-type', 'json', '.'],
    { cwd: join(__dirname, 'fixtures'), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (!stdout) throw new Error(stderr);
  const { violations } = resultSchema.parse(JSON.parse(stdout)).summary;
  return [...new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}

const BROKEN = [
  'adapters-imports-only-its-own: adapters/imports-hono.ts',
  'adapters-imports-only-its-own: adapters/imports-wiring.ts',
  'adapters-run-no-use-case: adapters/runs-use-case.ts',
  'app-imports-only-its-own: app/imports-adapters.ts',
  'app-imports-only-its-own: app/imports-file-system.ts',
  'aws-sdk-stays-in-adapters: handlers/imports-aws-sdk.ts',
  'aws-sdk-stays-in-adapters: wiring/imports-aws-sdk.ts',
  'bench-imports-only-its-own: bench/imports-command.ts',
  'bench-imports-only-its-own: bench/imports-handler.ts',
  'bench-imports-only-its-own: bench/imports-nothing.ts',
  'bench-imports-only-its-own: bench/imports-test.ts',
  'cdktf-stays-in-one-module: handlers/imports-cdktf.ts',
  'cdktf-stays-in-one-module: infra/imports-cdktf.ts',
  'contract-imports-only-its-own: contract/imports-domain.ts',
  'dashboard-imports-only-its-own: dashboard/imports-domain.ts',
  'device-imports-only-its-own: device/imports-domain.ts',
  'domain-imports-only-its-own: domain/imports-a-type.ts',
  'domain-imports-only-its-own: domain/imports-contract.ts',
  'domain-imports-only-its-own: domain/imports-node.ts',
  'everything-resolves: bench/imports-nothing.ts',
  'handlers-imports-only-its-own: handlers/imports-adapter.ts',
  'handlers-imports-only-its-own: handlers/imports-aws-sdk.ts',
  'handlers-imports-only-its-own: handlers/imports-cdktf.ts',
  'infra-imports-only-its-own: infra/imports-domain.ts',
  'local-aws-imports-only-its-own: local-aws/src/imports-contract.ts',
  'local-aws-imports-only-its-own: local-aws/src/imports-wiring.ts',
  'local-aws-imports-only-its-own: local-aws/test/imports-contract.ts',
  'local-commands-imports-only-its-own: ops/commands/publish.ts',
  'main-imports-only-its-own: main.ts',
  'no-cycles: domain/cycle-a.ts',
  'nobody-imports-an-entry-point: bench/imports-handler.ts',
  'nobody-imports-an-entry-point: wiring/imports-handler.ts',
  'nobody-imports-commands: bench/imports-command.ts',
  'nobody-imports-commands: stack/imports-command.ts',
  'nobody-imports-tests: bench/imports-test.ts',
  'nobody-imports-the-local-stack: ops/imports-stack.ts',
  'nobody-imports-the-stand-in-for-aws: ops/imports-local-aws.ts',
  'nobody-imports-wiring: adapters/imports-wiring.ts',
  'nobody-imports-wiring: local-aws/src/imports-wiring.ts',
  'ops-imports-only-its-own: ops/imports-infra.ts',
  'ops-imports-only-its-own: ops/imports-local-aws.ts',
  'ops-imports-only-its-own: ops/imports-stack.ts',
  'projections-imports-only-its-own: projections/imports-app.ts',
  'stack-imports-only-its-own: stack/imports-command.ts',
  'the-page-takes-types-only: dashboard/runs-contract.ts',
  'wiring-imports-only-its-own: wiring/imports-aws-sdk.ts',
  'wiring-imports-only-its-own: wiring/imports-handler.ts',
];

describe('import rules', () => {
  it('report every fixture that breaks one, type-only imports too, and no other', () => {
    expect(errorsInFixtures()).toEqual(BROKEN);
  });

  it('are each broken by a fixture', () => {
    const { forbidden } = configSchema.parse(require(CONFIG));
    const proved = new Set(BROKEN.map((line) => line.split(':')[0]));
    expect(forbidden.map((rule) => rule.name).filter((name) => !proved.has(name))).toEqual([]);
  });
});

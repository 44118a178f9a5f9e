import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { loadStages, selectStage } from '../../infra/stage-config';
import { type SynthesizedStack, synthesize } from '../../infra/synthesize';
import { findProgram, findProviderMirror } from './find-tools';
import { fitToMoto } from './fit-to-moto';
import { FILLED, fillGaps, type Gateway } from './moto-gaps';
import { type MotoServer, startMotoServer } from './moto-server';
import { type Terraform, terraformOf } from './terraform';

/** Real Terraform with the real provider on what is synthesized: init and validate of every stage; apply, a second
 *  plan and destroy of one stage against moto. Says what it skipped where a tool is missing. `validate` or `apply` as argument: only that. */

const APPLIED_STAGE = 'dev';
const STAGES = resolve(__dirname, '../../stages.json');
const tally = { passed: 0, failed: 0, skipped: 0 };
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function check<T>(what: string, action: () => Promise<T>): Promise<T | undefined> {
  const began = Date.now();
  try {
    const result = await action();
    tally.passed += 1;
    say(`  ok    ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    tally.failed += 1;
    say(`  FAIL  ${what}\n${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function skip(what: string, because: string): void {
  tally.skipped += 1;
  say(`  SKIP  ${what}: ${because}`);
}

const plan = z.looseObject({
  resource_changes: z
    .array(
      z.looseObject({
        address: z.string(),
        type: z.string(),
        change: z.looseObject({
          actions: z.array(z.string()),
          before: z.record(z.string(), z.unknown()).nullish(),
          after: z.record(z.string(), z.unknown()).nullish(),
        }),
      }),
    )
    .default([]),
});

async function secondPlan(terraform: Terraform, folder: string): Promise<void> {
  await terraform(folder, 'plan', '-input=false', '-no-color', '-out=second.tfplan');
  const { resource_changes } = plan.parse(
    JSON.parse(await terraform(folder, 'show', '-json', 'second.tfplan')),
  );
  const changes = resource_changes.filter(({ change }) => change.actions.some((one) => one !== 'no-op'));
  const heavy = changes.filter(({ change }) =>
    change.actions.some((one) => ['create', 'delete'].includes(one)),
  );
  const line = ({ address, change }: (typeof changes)[number]) => `${change.actions.join('+')} ${address}`;
  if (heavy.length > 0) throw new Error(`The second plan would:\n${heavy.map(line).join('\n')}`);
  const updated = new Set(
    changes.flatMap(({ type, change: { before, after } }) =>
      Object.keys({ ...before, ...after })
        .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
        .map((name) => `${type}.${name}`),
    ),
  );
  if (updated.size > 0)
    say(`        moto answers otherwise than it was told: ${[...updated].sort().join(', ')}`);
}

async function applyToMoto(
  terraform: Terraform,
  synthesizeAgain: () => Promise<readonly SynthesizedStack[]>,
  init: readonly string[],
): Promise<void> {
  const stacks = await synthesizeAgain();
  for (const { name, folder } of stacks) {
    for (const line of fitToMoto(join(folder, 'cdk.tf.json'))) say(`  left out of ${name}: ${line}`);
  }
  const applied: SynthesizedStack[] = [];
  for (const stack of stacks) {
    await terraform(stack.folder, ...init);
    applied.unshift(stack);
    const made = await check(`${stack.name}: apply`, () =>
      terraform(stack.folder, 'apply', '-auto-approve', '-input=false', '-no-color'),
    );
    if (made === undefined) break;
    say(`        ${/Apply complete![^\n]*/.exec(made)?.[0] ?? ''}`);
    await check(
      `${stack.name}: bundled and synthesized again, a second plan creates, replaces and deletes nothing`,
      async () => {
        for (const { folder } of await synthesizeAgain()) fitToMoto(join(folder, 'cdk.tf.json'));
        await secondPlan(terraform, stack.folder);
      },
    );
  }
  for (const { name, folder } of applied) {
    const gone = await check(`${name}: destroy`, () =>
      terraform(folder, 'destroy', '-auto-approve', '-input=false', '-no-color'),
    );
    say(`        ${/Destroy complete![^\n]*/.exec(gone ?? '')?.[0] ?? ''}`);
  }
}

async function validateAll(terraform: Terraform, init: readonly string[], scratch: string): Promise<void> {
  for (const stage of loadStages(STAGES).keys()) {
    for (const { name, folder } of await synthesize({ stage, outdir: join(scratch, stage) })) {
      await check(`${name}: init and validate`, async () => {
        await terraform(folder, ...init, '-backend=false');
        await terraform(folder, 'validate', '-no-color');
      });
    }
  }
}

async function applyOne(
  terraformAt: (endpoint: string) => Terraform,
  init: readonly string[],
  scratch: string,
): Promise<void> {
  const motoProgram = findProgram('moto_server');
  if (motoProgram === undefined) return skip('apply, second plan, destroy', 'moto_server is not on PATH');
  const outdir = join(scratch, 'applied', 'cdktf.out');
  const { allowedAccountIds } = selectStage(loadStages(STAGES), APPLIED_STAGE);
  let moto: MotoServer | undefined;
  let gateway: Gateway | undefined;
  try {
    moto = await startMotoServer(motoProgram, allowedAccountIds[0] ?? '');
    gateway = await fillGaps(moto.endpoint);
    for (const line of FILLED) say(`  answered for moto: ${line}`);
    await applyToMoto(
      terraformAt(gateway.endpoint),
      () => synthesize({ stage: APPLIED_STAGE, outdir }),
      init,
    );
  } finally {
    await gateway?.close();
    await moto?.stop();
  }
  skip(
    'apply of the QuickSight stack',
    'moto gives its times as text, which the provider cannot read; it is validated',
  );
}

async function run(scratch: string, part: string | undefined): Promise<void> {
  const program = findProgram('terraform');
  const mirror = findProviderMirror();
  if (program === undefined) return skip('all', 'terraform is not on PATH');
  if (mirror === undefined) {
    return skip('all', 'no local mirror holds the AWS provider: name one by SHELFLOG_TF_PLUGIN_DIR');
  }
  say(`terraform ${program}, provider from ${mirror}`);
  // Empty, so that nobody's own settings decide where the provider comes from.
  const settings = join(scratch, 'terraformrc');
  writeFileSync(settings, '');
  const init = ['init', '-input=false', '-no-color', `-plugin-dir=${mirror}`];
  const terraformAt = (endpoint: string) =>
    terraformOf(program, { TF_CLI_CONFIG_FILE: settings, AWS_ENDPOINT_URL: endpoint });
  if (part !== 'apply') await validateAll(terraformAt(''), init, scratch);
  if (part !== 'validate') await applyOne(terraformAt, init, scratch);
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'shelflog-terraform-'));
  try {
    await run(scratch, process.argv[2]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  say(`terraform: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  if (tally.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

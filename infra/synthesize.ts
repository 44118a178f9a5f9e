import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FunctionName } from '../contract/functions';
import { AppStack } from './app-stack';
import { bundleFunctions, type FunctionBundles } from './bundle-functions';
import { DataStack } from './data-stack';
import { QuickSightStack } from './quicksight/quicksight-stack';
import { App } from './resources';
import { LOCAL_STAGE, loadStages, type StageConfig, type StageOverrides, selectStage } from './stage-config';
import type { StageStack } from './stage-stack';

export type SynthesizeOptions = {
  /** Left out: every stage of the file that is applied to AWS, which is all but `local`. */
  readonly stage?: string;
  /** Where `stacks/<stack>/cdk.tf.json` and the bundles beside it are written. */
  readonly outdir: string;
  readonly overrides?: StageOverrides;
  readonly stagesFile?: string;
  /** Other entry points than the contract's, for tests. */
  readonly entries?: Partial<Record<FunctionName, string>>;
};

export type SynthesizedStack = { readonly name: string; readonly folder: string };

/** Writes the Terraform configuration of the stages' stacks, bundles included, and says where.
 *  Errors: as loadStages, selectStage and bundleFunctions, before anything is written. */
export async function synthesize(options: SynthesizeOptions): Promise<readonly SynthesizedStack[]> {
  const stages = loadStages(options.stagesFile ?? resolve(__dirname, '../stages.json'));
  const names = options.stage ? [options.stage] : [...stages.keys()].filter((name) => name !== LOCAL_STAGE);
  const configs = names.map((name) => selectStage(stages, name, options.overrides));
  const scratch = mkdtempSync(join(tmpdir(), 'shelflog-bundles-'));
  try {
    const bundles = await bundleFunctions(scratch, options.entries);
    return writeStacks(configs, bundles, options.outdir);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** As synthesize, from settings and bundles at hand. */
export function writeStacks(
  configs: readonly StageConfig[],
  bundles: FunctionBundles,
  outdir: string,
): readonly SynthesizedStack[] {
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const stacks = configs.flatMap((config): StageStack[] => {
    const data = new DataStack(app, config);
    const code = new AppStack(app, config, bundles);
    // Order only: what the one needs of the other it finds by name.
    code.addDependency(data);
    if (!config.quickSight) return [data, code];
    const quickSight = new QuickSightStack(app, config, config.quickSight);
    quickSight.addDependency(code);
    return [data, code, quickSight];
  });
  app.synth();
  return stacks.map((stack) => ({ name: stack.node.id, folder: join(outdir, 'stacks', stack.node.id) }));
}

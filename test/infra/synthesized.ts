import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { FUNCTIONS, type FunctionName } from '../../contract/functions';
import type { FunctionBundles } from '../../infra/bundle-functions';
import { loadStages } from '../../infra/stage-config';
import { writeStacks } from '../../infra/synthesize';

const blocks = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const stackSchema = z.looseObject({
  resource: blocks,
  data: blocks.default({}),
  terraform: z.looseObject({
    required_version: z.string(),
    required_providers: z.record(z.string(), z.object({ source: z.string(), version: z.string() })),
    backend: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
});

export type Stack = z.infer<typeof stackSchema> & { readonly text: string };
/** `quickSight` where the stage has it. */
export type Stage = { readonly data: Stack; readonly app: Stack; readonly quickSight?: Stack };

export const STAGES = loadStages(join(__dirname, '../../stages.json'));
export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

/** The stacks of a stage, with bundles that hold next to nothing. */
export function synthesizedStage(stage: string): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-synth-'));
  try {
    const bundles = Object.fromEntries(
      FUNCTION_NAMES.map((name) => {
        const zipFile = join(folder, `${name}.zip`);
        writeFileSync(zipFile, name);
        return [name, { zipFile, sha256Base64: `hash of ${name}` }];
      }),
    ) as FunctionBundles;
    writeStacks([STAGES.get(stage)!], bundles, join(folder, 'out'));
    const quickSight = join(folder, `out/stacks/shelflog-${stage}-quicksight/cdk.tf.json`);
    return {
      ...(existsSync(quickSight) && { quickSight: readStack(quickSight) }),
      data: readStack(join(folder, `out/stacks/shelflog-${stage}-data/cdk.tf.json`)),
      app: readStack(join(folder, `out/stacks/shelflog-${stage}-app/cdk.tf.json`)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readStack(file: string): Stack {
  const text = readFileSync(file, 'utf8');
  return { ...stackSchema.parse(JSON.parse(text)), text };
}

/** A reference as the synthesizer writes it. */
export const ref = (path: string) => `\${${path}}`;

/** All resources of a type, by their id, without the synthesizer's notes. */
export function resources(stack: Stack, type: string): Record<string, Record<string, unknown>> {
  const found = Object.entries(stack.resource[type] ?? {});
  return Object.fromEntries(found.map(([id, { '//': _, ...attributes }]) => [id, attributes]));
}

export function resource(stack: Stack, type: string, id: string): Record<string, unknown> {
  const found = resources(stack, type)[id];
  if (!found) throw new Error(`There is no ${type}.${id}`);
  return found;
}

/** Every stack of every stage, with its name. */
export function allStacks(): { stage: string; name: string; stack: Stack }[] {
  return [...STAGES.keys()].flatMap((stage) =>
    Object.entries(synthesizedStage(stage)).map(([part, stack]) => ({
      stage,
      name: `shelflog-${stage}-${part.toLowerCase()}`,
      stack,
    })),
  );
}

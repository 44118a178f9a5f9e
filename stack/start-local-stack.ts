import type { SynthesizeOptions } from '../infra/synthesize';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../local-aws/src/start-local-aws';
import { type StackInfo, stackInfo } from './stack-info';
import { stageSetup } from './stage-setup';

export type { StackActivity } from '../local-aws/src/lib/stack-activity';

export type LocalStackOptions = Pick<LocalAwsOptions, 'dataDir' | 'port' | 'log' | 'settings'> & {
  readonly overrides?: SynthesizeOptions['overrides'];
};

export type LocalStack = LocalAws & { readonly info: StackInfo };

/** Synthesizes the stage `local` and runs what comes out of it on this machine. Errors: as startLocalAws. */
export async function startLocalStack({ overrides, ...options }: LocalStackOptions): Promise<LocalStack> {
  const aws = await startLocalAws({ ...options, ...stageSetup(overrides) });
  try {
    return { ...aws, info: await stackInfo(aws) };
  } catch (error) {
    await aws.close();
    throw error;
  }
}

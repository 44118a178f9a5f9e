import { stop as stopEsbuild } from 'esbuild';
import { NAMES } from '../contract/names';
import { LOCAL_STAGE } from '../infra/stage-config';
import { type SynthesizeOptions, synthesize } from '../infra/synthesize';
import type { LocalAwsOptions } from '../local-aws/src/start-local-aws';
import { dashboardSite } from './dashboard-site';
import { DESK_CLIENT } from './desk-client';
import { engineOfEnvironment, USAGE_FILE } from './environment';
import { maySubscribe, refusalOfPublish } from './reader-permissions';

/** What the stand-in for AWS is handed of Shelflog: the stage `local`, who may publish what, and
 *  who is a reader. */
export const stageSetup = (
  overrides?: SynthesizeOptions['overrides'],
): Pick<
  LocalAwsOptions,
  'synthesize' | 'engine' | 'sessionName' | 'usageFile' | 'clientPermissions' | 'thingGroup' | 'site'
> => ({
  synthesize: async (outdir) => {
    await synthesize({ stage: LOCAL_STAGE, outdir, ...(overrides && { overrides }) });
    // Its service would go on holding what it has read: 700 MB.
    await stopEsbuild();
  },
  engine: engineOfEnvironment(),
  sessionName: 'shelflog',
  usageFile: process.env[USAGE_FILE],
  clientPermissions: { maySubscribe, refusalOfPublish },
  // The certificate that the stack offers to anyone is no reader's.
  thingGroup: { name: NAMES.thingGroup(LOCAL_STAGE), without: [DESK_CLIENT] },
  site: dashboardSite(),
});

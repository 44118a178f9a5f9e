import type { CommandContext } from '../lib/command';
import { WrongUse } from '../lib/failure';
import type { LocalStackFile } from '../lib/local-file';

/** The local stack whose readers are meant. Errors: WrongUse for a stage in AWS. */
export async function localStackOf({ target }: CommandContext): Promise<LocalStackFile> {
  const { local, stage } = await target();
  if (local !== undefined) return local;
  throw new WrongUse(
    `Readers of stage ${stage} are things of AWS IoT Core; these commands know local ones only.`,
  );
}

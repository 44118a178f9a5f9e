import { createHash } from 'node:crypto';
import type { MappingModel } from '../model/stack-model';

/** The same at every start and for every checkout, as a mapping's UUID on AWS. */
export function mappingId({ functionArn, sourceArn }: MappingModel): string {
  const hex = createHash('sha256').update(`${functionArn}\n${sourceArn}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

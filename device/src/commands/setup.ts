import { z } from 'zod';
import { isReaderId } from '../config/reader-config';
import { forOps } from '../setup/for-ops';
import { setUpReader } from '../setup/set-up-reader';
import { EXIT, type ExitCode } from './exit-code';
import { note, noteFaults, print } from './output';

const optionsSchema = z.object({
  reader: z.string(),
  out: z.string().min(1),
  updateKeys: z.string().optional(),
});

export async function setup(given: unknown): Promise<ExitCode> {
  const { reader, out, updateKeys } = optionsSchema.parse(given);
  if (!isReaderId(reader)) {
    note(
      `"${reader}" cannot name a reader: 1-40 of A-Z a-z 0-9 _ -, and not "import" or "legacy" [reader-id]`,
    );
    return EXIT.wrongUse;
  }
  const done = await setUpReader({ readerId: reader, outDir: out, updateKeys });
  if ('fault' in done) {
    noteFaults([done.fault]);
    return done.fault.code === 'key-exists' ? EXIT.no : EXIT.wrongUse;
  }
  print(forOps(done));
  return EXIT.done;
}

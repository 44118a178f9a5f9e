import { synthesize } from './infra/synthesize';

/** `cdktf synth`, `cdktf deploy shelflog-dev-*` and `npm run synth` come here.
 *  SHELFLOG_STAGE picks one stage of stages.json; without it every stage but `local` is written. */
async function main(): Promise<void> {
  const { SHELFLOG_STAGE: stage, CDKTF_OUTDIR: outdir = 'cdktf.out' } = process.env;
  const stacks = await synthesize({ outdir, ...(stage && { stage }) });
  for (const stack of stacks) process.stdout.write(`${stack.name}: ${stack.folder}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

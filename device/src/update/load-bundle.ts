import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { runInThisContext } from 'node:vm';
import { z } from 'zod';
import type { Launched } from './launched';

export type BundleMain = (argv: readonly string[], launched: Launched) => Promise<number>;

const bundleSchema = z.object({
  main: z.custom<BundleMain>((value) => typeof value === 'function', 'is no function'),
});
const wrapperSchema = z.custom<(...given: unknown[]) => void>((value) => typeof value === 'function');

/** Runs a bundle's code, exactly the bytes whose signature was checked, and answers its entry. What it needs and
 *  does not hold is taken from the installation around `from`.
 *  Errors: throws what the code throws, or that it has no entry. */
export function loadBundle(code: Buffer, file: string, from: string): BundleMain {
  const wrapper = wrapperSchema.parse(
    runInThisContext(Module.wrap(code.toString('utf8')), { filename: file }),
  );
  const loaded = { exports: {} };
  wrapper(loaded.exports, createRequire(from), loaded, from, dirname(from));
  return bundleSchema.parse(loaded.exports).main;
}

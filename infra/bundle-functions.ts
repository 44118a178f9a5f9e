import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from '../contract/functions';
import { recordOf } from '../contract/records';
import { deterministicZip } from './deterministic-zip';

export type FunctionBundle = { readonly zipFile: string; readonly sha256Base64: string };
export type FunctionBundles = Readonly<Record<FunctionName, FunctionBundle>>;

const REPOSITORY = resolve(__dirname, '..');

/** Bundles every function, libraries included, into `<folder>/<function>.zip` with `index.js` and its source map.
 *  The same source gives the same bytes, wherever the folder is.
 *  Errors: one Error that names every missing entry point; esbuild's own for source that does not build. */
export async function bundleFunctions(
  folder: string,
  entries: Partial<Record<FunctionName, string>> = {},
): Promise<FunctionBundles> {
  const entryOf = (name: FunctionName) => resolve(REPOSITORY, entries[name] ?? FUNCTIONS[name].entry);
  const missing = FUNCTION_NAMES.filter((name) => !existsSync(entryOf(name)));
  if (missing.length > 0) {
    const lines = missing.map((name) => `  ${name}: ${entryOf(name)}`);
    throw new Error(['These functions have no entry point:', ...lines].join('\n'));
  }
  const bundles = await Promise.all(
    FUNCTION_NAMES.map(
      async (name) => [name, await bundle(entryOf(name), join(folder, `${name}.zip`))] as const,
    ),
  );
  return recordOf(bundles);
}

async function bundle(entry: string, zipFile: string): Promise<FunctionBundle> {
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [entry],
    // Only a name: nothing is written there. Fixed, because a source map holds paths relative to it.
    outfile: 'dist/index.js',
    write: false,
    bundle: true,
    platform: 'node',
    // Node 22 in Lambda, Node 20 where the stack runs on one machine.
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    // Lambda sets none: without it immer, for one, checks in every draft what only its own developers get wrong.
    define: { 'process.env.NODE_ENV': '"production"' },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const zip = await deterministicZip(
    new Map(outputFiles.map((file) => [basename(file.path), file.contents])),
  );
  await writeFile(zipFile, zip);
  return { zipFile, sha256Base64: createHash('sha256').update(zip).digest('base64') };
}

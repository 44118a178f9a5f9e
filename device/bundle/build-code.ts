import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';

/** Compiled, or bound to what is: taken from the reader's own installation, at exactly these versions. */
const FROM_INSTALLATION = ['aws-crt', 'spi-device'];

const packageSchema = z.object({ version: z.string() });
const require = createRequire(__filename);

/** The reader's program as one file of JavaScript, and what it takes from the installation. */
export async function buildCode(): Promise<{
  readonly code: Uint8Array;
  readonly needs: Readonly<Record<string, string>>;
}> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, '../src/commands/cli.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: FROM_INSTALLATION,
    // Names stay, for the traces in a journal.
    minifyWhitespace: true,
    write: false,
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (!output) throw new Error('esbuild made no file');
  const needs = FROM_INSTALLATION.map((name) => [name, versionOf(name)]);
  return { code: output.contents, needs: Object.fromEntries(needs) };
}

const versionOf = (name: string): string => packageSchema.parse(require(`${name}/package.json`)).version;

import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build } from 'esbuild';
import { ZipFile } from 'yazl';
import type { FunctionModel } from '../../src/model/stack-model';

/** Bundles the source of a handler as infra/ does and zips it; returns the function's model. */
export async function aFunction(
  directory: string,
  source: string,
  overrides: Partial<FunctionModel> = {},
): Promise<FunctionModel> {
  const name = overrides.name ?? 'echo';
  const outfile = path.join(directory, name, 'index.js');
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: path.resolve(__dirname, '../../..') },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
  const zip = new ZipFile();
  zip.addFile(outfile, 'index.js');
  zip.end();
  const zipPath = path.join(directory, `${name}.zip`);
  await pipeline(zip.outputStream, createWriteStream(zipPath));
  return {
    name,
    arn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    zipPath,
    handler: 'index.handler',
    timeoutSeconds: 3,
    memoryMb: 128,
    environment: {},
    roleArn: `arn:aws:iam::000000000000:role/${name}`,
    asyncRetries: 2,
    asyncMaxAgeSeconds: 3600,
    ...overrides,
  };
}

/** Resolves when the condition holds; fails loudly after the limit. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not so within ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

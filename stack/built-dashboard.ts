import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const DASHBOARD = resolve(__dirname, '../dashboard');
/** All that the built files depend on. */
const SOURCES = [
  'dashboard/src',
  'dashboard/index.html',
  'dashboard/vite.config.ts',
  'dashboard/package.json',
  'package-lock.json',
].map((name) => resolve(__dirname, '..', name));

/** The folder of the page's built files; builds them where they are missing or their sources have changed.
 *  Errors: an Error with what the build said. */
export async function builtDashboard(): Promise<string> {
  const built = join(DASHBOARD, 'dist');
  const folder = join(built, await hashOfSources());
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await build(draft);
  await removeOthers(built, draft);
  try {
    await rename(draft, folder);
  } catch (error) {
    // Another start has built the same meanwhile.
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function build(outDir: string): Promise<void> {
  const vite = resolve(require.resolve('vite/package.json'), '../bin/vite.js');
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', outDir], {
      cwd: DASHBOARD,
      env: { ...process.env, NODE_ENV: 'production' },
    });
  } catch (error) {
    throw new Error('The dashboard could not be built.', { cause: error });
  }
}

/** Of earlier sources; drafts may be another's at work. */
async function removeOthers(built: string, draft: string): Promise<void> {
  const names = await readdir(built);
  const old = names.filter((name) => /^[0-9a-f]{16}$/.test(name) && !draft.includes(name));
  await Promise.all(old.map((name) => rm(join(built, name), { recursive: true, force: true })));
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await Promise.all(SOURCES.map(filesUnder))).flat().sort())
    hash.update(`${relative(DASHBOARD, file)}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function filesUnder(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const found = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (found === undefined) return [path];
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

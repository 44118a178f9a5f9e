import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readZip } from './read-zip';

/** Unpacks a function's zip below `root`, in a folder named by the zip's hash, and returns that folder.
 *  A folder that is there is complete: it appears by a rename. */
export async function unpackBundle(zipPath: string, root: string): Promise<string> {
  const archive = await readFile(zipPath);
  const folder = path.join(root, createHash('sha256').update(archive).digest('hex').slice(0, 32));
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const entry of readZip(archive)) {
    const file = path.join(partial, entry.path);
    if (!file.startsWith(partial + path.sep)) throw new Error(`${zipPath} holds the path ${entry.path}.`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, entry.data);
  }
  await rename(partial, folder);
  return folder;
}

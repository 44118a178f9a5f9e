import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const users = z.array(z.object({ name: z.string(), password: z.string(), group: z.string() }));

/** Who may sign in at the local stack. */
export type User = z.infer<typeof users>[number];

/** One user for each group, named after it, with a password made for this data directory and kept there. */
export async function openUsers(dataDir: string, groups: readonly string[]): Promise<readonly User[]> {
  const folder = path.join(dataDir, 'sign-in');
  const file = path.join(folder, 'users.json');
  const kept = await readUsers(file);
  const all = groups.map(
    (group) =>
      kept.find((user) => user.group === group) ?? {
        name: group,
        password: randomBytes(12).toString('base64url'),
        group,
      },
  );
  if (all.some((user) => !kept.includes(user))) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.partial`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.partial`, file);
  }
  return all;
}

async function readUsers(file: string): Promise<readonly User[]> {
  if (!existsSync(file)) return [];
  try {
    return users.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} holds no users; remove it, and others are made.`, { cause: error });
  }
}

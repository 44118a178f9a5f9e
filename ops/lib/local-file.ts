import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf, WorkFailed } from './failure';

const FILE = join('.shelflog', 'local.json');

/** What a running local stack tells other programs about itself; removed when it ends. */
export const localStackSchema = z.object({
  pid: z.number().int(),
  stage: z.string().default('local'),
  apiUrl: z.url(),
  dashboardUrl: z.url().optional(),
  signIn: z
    .object({
      issuer: z.url(),
      clientId: z.string(),
      users: z.array(z.object({ name: z.string(), password: z.string(), group: z.string() })).readonly(),
    })
    .optional(),
  token: z.string(),
  mqtt: z.object({
    host: z.string(),
    port: z.number().int(),
    ca: z.string(),
    cert: z.string(),
    key: z.string(),
    clientId: z.string(),
  }),
  endpoint: z.url(),
  region: z.string(),
  tables: z.object({
    events: z.string(),
    inventory: z.string(),
    stock: z.string(),
    analytics: z.string(),
    control: z.string(),
  }),
  bucket: z.string(),
  quarantineBucket: z.string(),
  timeZone: z.string(),
  repeatWindowMs: z.number().optional(),
  exportsFrom: z.string().optional(),
  dataDir: z.string(),
  /** What a person should know of it, such as that the disk is full. */
  problem: z.string().optional(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
export type LocalStackFile = z.infer<typeof localStackSchema>;

/** The file's place for a stack started in this folder. */
export const localFileIn = (folder: string) => resolve(folder, FILE);

/** The running local stack of this folder or the nearest one above it, or undefined if none runs.
 *  Errors: WorkFailed for a file that cannot be understood. */
export async function findLocalStack(folder: string): Promise<LocalStackFile | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const stack = await readLocalFile(localFileIn(at));
    if (stack !== undefined || at === dirname(at)) return stack;
  }
}

/** The stack that the file tells of, if it runs. Errors: WorkFailed for a file that cannot be understood. */
export async function readLocalFile(file: string): Promise<LocalStackFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  let stack: LocalStackFile;
  try {
    stack = localStackSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new WorkFailed(`${file} is not what a running stack writes; remove it. (${messageOf(error)})`);
  }
  return isAlive(stack.pid) ? stack : undefined;
}

/** Appears whole or not at all: others read it while it is written. */
export async function writeLocalFile(folder: string, stack: LocalStackFile): Promise<void> {
  const file = localFileIn(folder);
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

export async function removeLocalFile(folder: string): Promise<void> {
  await rm(localFileIn(folder), { force: true });
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

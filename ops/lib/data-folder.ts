import { mkdir, readdir, readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, WorkFailed } from './failure';

/** Raised when what lies in a data folder can no longer be read by the code of before. */
const FORMAT = 1;
const FORMAT_FILE = 'format.json';
/** The first start writes 46 MB; later ones write over it. */
const NEEDED_AT_FIRST_BYTES = 64 * 2 ** 20;
/** With less than this left, writes will soon be refused. */
const SCARCE_BYTES = 16 * 2 ** 20;

const OTHER_FOLDER = 'choose another folder with --data-dir';

/** Makes a folder for the data of a local stack, or takes one that there is.
 *  Errors: WorkFailed with what to do where it cannot be used: a file, read-only, full, of another version. */
export async function prepareDataFolder(
  folder: string,
  needed = { atFirst: NEEDED_AT_FIRST_BYTES, later: SCARCE_BYTES },
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const isNew = (await readdir(folder)).length === 0;
    await assertRoom(folder, isNew ? needed.atFirst : needed.later);
    await assertFormat(folder);
  } catch (error) {
    if (error instanceof WorkFailed) throw error;
    throw new WorkFailed(await adviceFor(folder, error));
  }
}

/** What to say of the disk of a data folder where little is left of it, or nothing. */
export async function scarceRoom(folder: string, scarceBytes = SCARCE_BYTES): Promise<string | undefined> {
  const free = await freeBytes(folder);
  if (free >= scarceBytes) return undefined;
  return `The disk of ${folder} is ${free === 0 ? 'full' : `nearly full, ${megabytes(free)} MB are left`}: when it is full, no message is acknowledged. Make room.`;
}

async function assertRoom(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= neededBytes) return;
  throw new WorkFailed(
    `The disk of ${folder} has ${megabytes(free)} MB left, and a start needs ${megabytes(neededBytes)}: make room, or ${OTHER_FOLDER}.`,
  );
}

async function assertFormat(folder: string): Promise<void> {
  const file = join(folder, FORMAT_FILE);
  const found = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) await writeFile(file, formatText(FORMAT));
  else if (found.trim() !== formatText(FORMAT).trim()) {
    throw new WorkFailed(
      `${folder} holds data of another version of Shelflog (${found.trim().slice(0, 40)}, this one reads ${formatText(FORMAT).trim()}): start that version, or ${OTHER_FOLDER}.`,
    );
  }
}

const formatText = (format: number) => `${JSON.stringify({ format })}\n`;

async function adviceFor(folder: string, error: unknown): Promise<string> {
  switch (codeOf(error)) {
    case 'EEXIST':
    case 'ENOTDIR': {
      const isFile = await stat(folder).then(
        (found) => !found.isDirectory(),
        () => false,
      );
      const what = isFile ? 'is a file, not a folder' : 'cannot be a folder: part of its path is a file';
      return `${folder} ${what}: ${OTHER_FOLDER}.`;
    }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${folder} cannot be written (${codeOf(error)}): allow it, or ${OTHER_FOLDER}.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk of ${folder} is full: make room, or ${OTHER_FOLDER}.`;
    default:
      return `${folder} cannot hold the data (${messageOf(error)}): ${OTHER_FOLDER}.`;
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number) => Math.floor(bytes / 2 ** 20);

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

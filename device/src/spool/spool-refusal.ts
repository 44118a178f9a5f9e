/** Why a spool does not open. */
export type OpenRefusal = {
  readonly code:
    | 'spool-locked'
    | 'spool-newer'
    | 'spool-of-other-reader'
    | 'spool-read-only'
    | 'spool-unusable';
  readonly message: string;
};

/** Why a scan is not kept. `spool-gone`: someone removed the folder or file that was being written. */
export type AppendRefusal = {
  readonly code: 'spool-full' | 'spool-failed' | 'spool-gone';
  readonly message: string;
};

const READ_ONLY = ['EROFS', 'EACCES', 'EPERM'];

/** What the system's error says of the folder. */
export function openRefusalOf(folder: string, error: unknown): OpenRefusal {
  const code = systemCode(error);
  if (READ_ONLY.includes(code)) {
    return {
      code: 'spool-read-only',
      message: `the spool ${folder} cannot be written (${code}): make it writable for this user, on a disk that is not read-only`,
    };
  }
  return { code: 'spool-unusable', message: `the spool ${folder} cannot be used: ${textOf(error)}` };
}

/** What was being written is no longer where it was. */
export class FileGone extends Error {
  override readonly name = 'FileGone';
}

export function appendRefusalOf(folder: string, error: unknown): AppendRefusal {
  if (error instanceof FileGone || systemCode(error) === 'ENOENT') {
    return { code: 'spool-gone', message: `the spool ${folder}: ${textOf(error)}` };
  }
  if (['ENOSPC', 'EDQUOT'].includes(systemCode(error))) {
    return { code: 'spool-full', message: `the disk of the spool ${folder} is full` };
  }
  return { code: 'spool-failed', message: `the spool ${folder} cannot be written: ${textOf(error)}` };
}

function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

export function textOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

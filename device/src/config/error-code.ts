/** The system's name for what went wrong (`ENOENT`), else the error's text. Errors of node's own modules are not
 *  `instanceof Error` in every realm. */
export function errorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    if ('message' in error && typeof error.message === 'string') return error.message;
  }
  return String(error);
}

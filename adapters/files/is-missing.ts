/** The code of an error of the file system or the system, such as `ENOENT`. Not by `instanceof Error`, which
 *  is false for an error of another realm. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

export const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';

/** Three numbers; pre-releases are not rolled out. */
export const VERSION = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/;

/** Below 0 where `left` is older than `right`, 0 where they are the same. Both are versions. */
export function compareVersions(left: string, right: string): number {
  const theirs = right.split('.').map(Number);
  for (const [at, number] of left.split('.').map(Number).entries()) {
    const difference = number - (theirs[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

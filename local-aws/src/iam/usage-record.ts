import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Use } from './authorizer';

/** Adds each use as one JSON line to the file, at once: a stack that is killed has used it too. Several stacks may
 *  share the file. Undefined if no file is named. */
export function usageRecord(file: string | undefined): ((use: Use) => void) | undefined {
  if (!file) return undefined;
  const target = path.resolve(file);
  mkdirSync(path.dirname(target), { recursive: true });
  return (use) => appendFileSync(target, `${JSON.stringify(use)}\n`);
}

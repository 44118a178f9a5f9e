import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const REPOSITORY = join(__dirname, '../..');
const SKIPPED = new Set(['node_modules', 'cdktf.out', 'dist', 'coverage', 'fixtures', 'generated']);

export type SourceFile = { readonly path: string; readonly text: string };

/** The TypeScript files under a folder of the repository, fixtures and what is generated left out. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    if (!/\.tsx?$/.test(entry.name)) return [];
    return [{ path: relative('.', path), text: readFileSync(join(REPOSITORY, path), 'utf8') }];
  });
}

import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The program's path, if it lies on PATH. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const PROVIDER = join('registry.terraform.io', 'hashicorp', 'aws');

/** A folder that holds the AWS provider as a local mirror does: named by SHELFLOG_TF_PLUGIN_DIR, by Terraform's own
 *  settings, or at a place where mirrors usually lie. */
export function findProviderMirror(): string | undefined {
  const named = process.env['SHELFLOG_TF_PLUGIN_DIR'];
  if (named !== undefined && !existsSync(join(named, PROVIDER))) {
    throw new Error(`SHELFLOG_TF_PLUGIN_DIR is ${named}, which holds no ${PROVIDER}.`);
  }
  const candidates = [
    named,
    ...mirrorsOfSettings(),
    process.env['TF_PLUGIN_CACHE_DIR'],
    join(homedir(), '.terraform.d', 'plugins'),
    join(homedir(), '.local', 'share', 'terraform', 'plugins'),
    ...['/opt', '/usr/share', '/usr/local/share', '/usr/lib', '/var/lib'].flatMap(foldersIn),
  ];
  return candidates.find((folder) => folder !== undefined && existsSync(join(folder, PROVIDER)));
}

/** `filesystem_mirror { path = "…" }` of the command line's settings. */
function mirrorsOfSettings(): string[] {
  const file = process.env['TF_CLI_CONFIG_FILE'] ?? join(homedir(), '.terraformrc');
  if (!existsSync(file)) return [];
  const blocks = readFileSync(file, 'utf8').matchAll(/filesystem_mirror\s*\{[^}]*?path\s*=\s*"([^"]+)"/g);
  return [...blocks].flatMap(([, path]) => (path === undefined ? [] : [path]));
}

/** Folders of one level, and what a mirror in one of them may be called. */
function foldersIn(parent: string): string[] {
  if (!existsSync(parent)) return [];
  const names = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names.flatMap(({ name }) => [join(parent, name), join(parent, name, 'plugins')]);
}

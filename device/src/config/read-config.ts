import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { errorCode } from './error-code';
import type { Fault } from './fault';
import { configSchema, type LinkConfig, type ReaderConfig } from './reader-config';

export type ConfigRead<Config> = { readonly config: Config } | { readonly faults: readonly Fault[] };

/** The settings in this file, or all that is wrong with them. Does not look at the files that it names. */
export function readConfig(file: string): ConfigRead<ReaderConfig> {
  const read = readSettings(file, configSchema);
  return 'faults' in read ? read : { config: withAbsolutePaths(read.config, dirname(resolve(file))) };
}

/** The same for any settings. Paths stay as they are written. */
export function readSettings<Settings>(file: string, schema: z.ZodType<Settings>): ConfigRead<Settings> {
  const path = resolve(file);
  const text = readText(path);
  if ('faults' in text) return text;
  const json = parseJson(path, text.text);
  if ('faults' in json) return json;
  const parsed = schema.safeParse(json.value);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap((issue) => faultsOf(path, issue)) };
  return { config: parsed.data };
}

/** The paths of a connection and its spool, from the folder of the file that names them. */
export function linkPaths(
  { ca, cert, key, spoolDir }: LinkConfig,
  folder: string,
): Pick<LinkConfig, 'ca' | 'cert' | 'key' | 'spoolDir'> {
  const at = (path: string) => resolve(folder, path);
  return { ...(ca !== undefined && { ca: at(ca) }), cert: at(cert), key: at(key), spoolDir: at(spoolDir) };
}

function readText(path: string): { text: string } | { faults: Fault[] } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const message = `${path}: cannot be read (${errorCode(error)}): name the reader's config with --config`;
    return { faults: [{ code: 'config-unreadable', message }] };
  }
}

function parseJson(path: string, text: string): { value: unknown } | { faults: Fault[] } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { faults: [{ code: 'config-no-json', message: `${path}: is no JSON: ${errorCode(error)}` }] };
  }
}

function faultsOf(path: string, issue: z.core.$ZodIssue): Fault[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const name = at === '' ? key : `${at}.${key}`;
      return {
        code: 'config-unknown-key',
        message: `${path}: "${name}" is no setting of a reader: remove it`,
      };
    });
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ code: 'config-invalid', message: `${path}: "${at}" ${missing ? 'is missing' : issue.message}` }];
}

function withAbsolutePaths(config: ReaderConfig, folder: string): ReaderConfig {
  const at = (path: string) => resolve(folder, path);
  const { chip, feedback, update } = config;
  return {
    ...config,
    ...linkPaths(config, folder),
    chip: chip.kind === 'simulated' ? { ...chip, script: at(chip.script) } : chip,
    feedback: Object.fromEntries(
      Object.entries(feedback).flatMap(([name, path]) => (path === undefined ? [] : [[name, at(path)]])),
    ),
    ...(update && { update: { ...update, dir: at(update.dir), keys: at(update.keys) } }),
  };
}

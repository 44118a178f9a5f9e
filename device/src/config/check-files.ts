import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { errorCode } from './error-code';
import type { Fault } from './fault';
import type { LinkConfig, ReaderConfig } from './reader-config';

/** Group and others. */
const NOT_THE_OWNER = 0o077;
/** Where the unit hands the key in. */
const CREDENTIAL = 'device.key';

/** The key that systemd hands in (LoadCredential=device.key:…) comes before the file's: nobody but the service can
 *  read it. */
export function withCredential<Config extends LinkConfig>(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (folder === undefined) return config;
  const key = join(folder, CREDENTIAL);
  return statSync(key, { throwIfNoEntry: false }) ? { ...config, key } : config;
}

/** What is wrong with the files that a config names, whatever the date: a reader does not start with it. */
export function checkFiles(config: ReaderConfig, credentialsFolder?: string): Fault[] {
  const faults = checkLinkFiles(config, credentialsFolder);
  if (config.chip.kind !== 'simulated') return faults;
  const script = readable('script-unreadable', config.chip.script, "the simulated chip's script");
  return script === undefined ? faults : [...faults, script];
}

/** The same of the connection alone. */
export function checkLinkFiles(
  config: Pick<LinkConfig, 'ca' | 'cert' | 'key'>,
  credentialsFolder?: string,
): Fault[] {
  const faults = [
    readable('certificate-unreadable', config.cert, 'the certificate'),
    checkKey(config.key, credentialsFolder),
    config.ca === undefined ? undefined : checkAuthorities(config.ca),
  ];
  return faults.filter((fault) => fault !== undefined);
}

function checkKey(path: string, credentialsFolder: string | undefined): Fault | undefined {
  const unreadable = readable('key-unreadable', path, 'the private key');
  if (unreadable) return unreadable;
  // systemd's credentials are opened to the service by an ACL, whose mask shows as the group's right.
  if (credentialsFolder !== undefined && path.startsWith(join(credentialsFolder, '/'))) return undefined;
  const mode = statSync(path).mode & 0o777;
  if ((mode & NOT_THE_OWNER) === 0) return undefined;
  const message = `${path}: others may read the private key (mode 0${mode.toString(8)}): chmod 600 ${path}`;
  return { code: 'key-open-to-others', message };
}

function checkAuthorities(path: string): Fault | undefined {
  const unreadable = readable('ca-unreadable', path, 'the certificate authorities');
  if (unreadable) return unreadable;
  const pem = readFileSync(path, 'utf8');
  try {
    createSecureContext({ ca: pem });
  } catch (error) {
    return { code: 'ca-unreadable', message: `${path}: holds no certificate authority: ${errorCode(error)}` };
  }
  // An empty text is taken for no authorities at all.
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return undefined;
  return { code: 'ca-unreadable', message: `${path}: holds no certificate authority in PEM` };
}

function readable(code: string, path: string, what: string): Fault | undefined {
  try {
    if (statSync(path).isDirectory()) {
      return { code, message: `${path}: is a folder, and ${what} is a file: name the file` };
    }
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return { code, message: `${path}: ${what} cannot be read (${errorCode(error)})` };
  }
}

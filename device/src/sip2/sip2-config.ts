import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { type ConfigRead, linkPaths, readSettings } from '../config/read-config';
import { filePath, isLoopback, type LinkConfig, linkSettings, MODES } from '../config/reader-config';
import { isPasswordHash } from './password-hash';

export const ENCODINGS = ['utf-8', 'latin-1', 'cp850'] as const;
export type KioskEncoding = (typeof ENCODINGS)[number];

export type ListenAt = { readonly host: string; readonly port: number };

/** Goes into each of a kiosk's scans as its terminal. */
const LOGIN = /^[A-Za-z0-9_-]{1,64}$/;
const LISTEN = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/;
const NO_LISTEN = 'is an address and a port, such as 127.0.0.1:6001 or [::1]:6001';

const listen = z.string(NO_LISTEN).transform((text, context): ListenAt => {
  const [, v6, v4, port] = LISTEN.exec(text) ?? [];
  const host = v6 ?? v4 ?? '';
  const isAddress = v6 === undefined ? isIP(host) === 4 || host === 'localhost' : isIP(host) === 6;
  if (!isAddress || Number(port) > 65_535)
    context.issues.push({ code: 'custom', input: text, message: NO_LISTEN });
  return { host, port: Number(port) };
});

const sip2 = z
  .strictObject({
    listen,
    institution: z.string().max(255, 'has at most 255 characters'),
    encoding: z.enum(ENCODINGS, `is one of ${ENCODINGS.join(', ')}`),
    logins: z
      .record(
        z.string().regex(LOGIN, 'names a login: 1-64 of A-Z a-z 0-9 _ -'),
        z.string().refine(isPasswordHash, 'is no scrypt hash: make one with shelflog-reader sip2-password'),
      )
      .optional(),
    allow: z.array(z.union([z.cidrv4(), z.cidrv6()], 'is a network such as 192.168.7.0/24')).optional(),
    tls: z.strictObject({ cert: filePath, key: filePath }).optional(),
  })
  .check(({ value, issues }) => {
    if (value.logins !== undefined && Object.keys(value.logins).length === 0) {
      issues.push({
        code: 'custom',
        input: value.logins,
        path: ['logins'],
        message: 'names no login: remove it',
      });
    }
    if (value.logins !== undefined || isLoopback(value.listen.host)) return;
    issues.push({
      code: 'custom',
      input: value.listen.host,
      path: ['listen'],
      message: 'is on loopback only, unless kiosks log in: add logins',
    });
  });

/** CONTRACT §9: a reader's settings without a chip, and what the kiosks need. A mode is taken and means nothing: a
 *  kiosk says of each copy whether it goes or comes. */
const sip2ConfigSchema = z.strictObject({ ...linkSettings, mode: z.enum(MODES).optional(), sip2 });

export type Sip2Settings = Readonly<z.output<typeof sip2>>;
export type Sip2Config = LinkConfig & { readonly sip2: Sip2Settings };

/** The settings in this file, every path absolute, or all that is wrong with them. */
export function readSip2Config(file: string): ConfigRead<Sip2Config> {
  const read = readSettings(file, sip2ConfigSchema);
  if ('faults' in read) return read;
  const folder = dirname(resolve(file));
  const { tls } = read.config.sip2;
  const at = (path: string) => resolve(folder, path);
  return {
    config: {
      ...read.config,
      ...linkPaths(read.config, folder),
      sip2: { ...read.config.sip2, ...(tls && { tls: { cert: at(tls.cert), key: at(tls.key) } }) },
    },
  };
}

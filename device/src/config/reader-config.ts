import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** What this reader is for: goes into each of its scans. */
export const MODES = ['toggle', 'checkout', 'return', 'inventory'] as const;

/** 30 days of 10,000 scans are 90 MB. */
const DEFAULT_SPOOL_BYTES = 512 * 1024 * 1024;
const DEFAULT_TRIAL_SECONDS = 120;

const READER_ID = /^[A-Za-z0-9_-]{1,40}$/;
const RESERVED_IDS = ['import', 'legacy'];
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const SPI_DEVICE = /^\/dev\/spidev\d{1,3}\.\d{1,3}$/;
const RULE_NAME = /^[A-Za-z0-9_]{1,128}$/;

/** Whether this may name a reader: 1-40 of A-Z a-z 0-9 _ -, and none of the reserved ids. */
export const isReaderId = (id: string): boolean => READER_ID.test(id) && !RESERVED_IDS.includes(id);

/** Whether packets to this host stay on this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

export const filePath = z.string().min(1, 'names a file');
const folderPath = z.string().min(1, 'names a folder');

const chip = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('mfrc522'),
      device: z.string().regex(SPI_DEVICE, 'is a device such as /dev/spidev0.0'),
    }),
    z.strictObject({ kind: z.literal('simulated'), script: filePath }),
  ],
  'kind is "mfrc522" with a device, or "simulated" with a script',
);

const feedback = z.strictObject({
  accepted: folderPath.optional(),
  repeat: folderPath.optional(),
  trouble: folderPath.optional(),
  sound: folderPath.optional(),
});

const update = z.strictObject({
  dir: folderPath,
  keys: filePath,
  trialSeconds: z.int().min(5).max(600).default(DEFAULT_TRIAL_SECONDS),
});

const mode = z.enum(MODES, `is one of ${MODES.join(', ')}`);

/** Who it is, its connection, and where it keeps what is not with the broker yet. */
export const linkSettings = {
  readerId: z
    .string()
    .refine(isReaderId, 'is 1-40 of A-Z a-z 0-9 _ -, and not "import" or "legacy", which are reserved'),
  endpoint: z.string().regex(HOST_NAME, 'is a host name or address alone, without scheme and port'),
  port: z.int('is a whole number').min(1, 'is 1 to 65535').max(65_535, 'is 1 to 65535'),
  ca: filePath.optional(),
  cert: filePath,
  key: filePath,
  spoolDir: folderPath,
  spoolMaxBytes: z.int('is a whole number of bytes').min(1, 'is at least 1').default(DEFAULT_SPOOL_BYTES),
  basicIngestRule: z.string().regex(RULE_NAME, 'is 1-128 of A-Z a-z 0-9 _').optional(),
};

/** CONTRACT §7. Whatever else the file says is a fault: a misspelt key would silently leave a default in force. */
export const configSchema = z
  .strictObject({
    ...linkSettings,
    mode,
    chip,
    feedback: feedback.default({}),
    update: update.optional(),
  })
  .check(({ value, issues }) => {
    if (value.chip.kind !== 'simulated' || isLoopback(value.endpoint)) return;
    issues.push({
      code: 'custom',
      input: value.chip.kind,
      path: ['chip', 'kind'],
      message: `"simulated" runs only against an endpoint on this machine, not ${value.endpoint}`,
    });
  });

/** A reader's settings, checked; every path is absolute. */
export type ReaderConfig = Readonly<z.output<typeof configSchema>>;
/** What every program has that keeps scans and brings them to the broker. */
export type LinkConfig = Pick<ReaderConfig, keyof typeof linkSettings>;

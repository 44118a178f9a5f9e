import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readReader } from './reader-request';

/** Retentions that CloudWatch Logs accepts, in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 3653,
];

/** The longest name made from it is a bucket's, of at most 63 characters. */
const stageName = z
  .string()
  .regex(/^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/, 'a stage is named by 1-16 of a-z 0-9 -, a letter first');

const region = z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be an AWS Region such as eu-central-1');
const timeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');
const repeatWindow = z.int().min(0).max(3600);
const days = (least: number) => z.int().min(least).max(36_500);

/** The address under which people open the dashboard. CloudFront takes certificates from us-east-1 only. */
const domain = z.strictObject({
  name: z.hostname('must be a host name such as shelflog.example.org'),
  certificateArn: z
    .string()
    .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, 'must be a certificate of ACM in us-east-1'),
});

/** Of each table and index; auto scaling moves between them. */
const units = (least: number, most: number) =>
  z
    .strictObject({
      least: z.int().min(1).max(40_000).default(least),
      most: z.int().min(1).max(40_000).default(most),
    })
    .refine((range) => range.least <= range.most, 'least must not be above most')
    .prefault({});

const capacityUnits = z.strictObject({
  /** Percent of what is provisioned, at which it is kept. */
  use: z.int().min(20).max(90).default(70),
  writes: units(5, 1_000),
  reads: units(5, 1_000),
});

const quickSight = z.strictObject({
  /** Owner of data and dashboard; without one nobody sees them. */
  userArn: z
    .string()
    .regex(
      /^arn:aws:quicksight:[a-z0-9-]+:\d{12}:(?:user|group)\/\S+$/,
      'must be the ARN of a QuickSight user or group',
    ),
  /** After the export of 21:00. */
  refreshAt: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00')
    .default('22:00'),
});

const principal = z
  .string()
  .regex(
    /^arn:aws:iam::\d{12}:(?:root$|(?:role|user)\/[\w+=,.@*/-]+$)/,
    'must be the ARN of a role or user, such as arn:aws:iam::123456789012:role/operators',
  );

const readers = (folder: string) =>
  z
    .array(z.string())
    .default([])
    .transform((ids, context) =>
      ids.flatMap((id, place) => {
        const reader = readReader(folder, id);
        const faults = 'faults' in reader ? [...reader.faults] : [];
        if (ids.indexOf(id) < place) faults.push(`${id} is named twice`);
        for (const message of faults) context.addIssue({ code: 'custom', path: [place], message });
        return 'faults' in reader ? [] : [reader];
      }),
    );

const stageSchema = (readersFolder: string) =>
  z.strictObject({
    region,
    allowedAccountIds: z
      .array(z.string().regex(/^\d{12}$/, 'an account id has 12 digits'))
      .min(1, 'name the accounts that the stage may be applied to'),
    libraryTimeZone: timeZone,
    repeatWindowSeconds: repeatWindow.default(10),
    /** From this day on, each day has its CSV files; left out: from that of the first event recorded. */
    exportsFrom: z.iso.date('must be a day such as 2026-11-22').optional(),
    /** A book is low when it has at most so many copies left of more. */
    lowStock: z.int().min(1).max(1000).default(1),
    /** How DynamoDB is paid for: by request, or by the units provisioned, which scale with use. */
    capacity: z.enum(['on-demand', 'provisioned']).default('on-demand'),
    /** Of a provisioned stage. */
    capacityUnits: capacityUnits.prefault({}),
    /** Projectors gather the stream's records for so long before they begin, or until they have a hundred. */
    streamWindowSeconds: z.int().min(0).max(60).default(1),
    domain: domain.optional(),
    /** Where every alarm goes. */
    alarmAddress: z.email('must be an e-mail address'),
    /** Tables, buckets and user pool refuse to be deleted; the ledger is locked for everyone. */
    protectData: z.boolean(),
    logRetentionDays: z
      .int()
      .refine((n) => LOG_RETENTION_DAYS.includes(n), `must be one of ${LOG_RETENTION_DAYS.join(', ')}`)
      .default(30),
    backupRetentionDays: days(1).default(35),
    ledgerRetentionDays: days(1).default(365),
    /** Without it the state is a file beside cdktf.out. */
    stateBucket: z.strictObject({ name: z.string().min(3), region }).optional(),
    apiRateLimit: z.int().min(1).default(50),
    apiBurstLimit: z.int().min(1).default(100),
    /** Ids; each has its certificate request in readers/<id>.csr.pem. */
    readers: readers(readersFolder),
    /** A reader that is not heard of for so long raises an alarm; a closed day must fit in. */
    silentReaderHours: z.int().min(1).max(168).default(48),
    /** Left out: no QuickSight. */
    quickSight: quickSight.optional(),
    /** Roles that may change and remove the Events table itself; by name, with the path, `*` within. */
    deployerRoles: z
      .array(z.string().regex(/^[\w+=,.@*/-]{1,512}$/, 'must be the name of a role, such as shelflog-deploy'))
      .min(1, 'name the role that deploys')
      .default(['shelflog-deploy']),
    /** Who may take the role of the command line. */
    opsPrincipals: z.array(principal).min(1, 'name the roles or users that may operate the stage'),
    owner: z.string().min(1, 'says who answers for the stage'),
    costCenter: z.string().min(1, 'says who pays for the stage'),
  });

export type StageConfig = Readonly<z.infer<ReturnType<typeof stageSchema>>> & { readonly stage: string };

const overridesSchema = z.strictObject({
  libraryTimeZone: timeZone.optional(),
  repeatWindowSeconds: repeatWindow.optional(),
});

/** Settings that may stand in for those of the file, for a run on one machine. */
export type StageOverrides = {
  readonly libraryTimeZone?: string;
  readonly repeatWindowSeconds?: number;
};

/** The stages that are applied to AWS: all but `local`. */
export const LOCAL_STAGE = 'local';

/** Every stage of the file, by name; the readers' certificate requests lie in `readers/` beside it.
 *  Errors: throws one Error that lists all that is wrong. */
export function loadStages(file: string): ReadonlyMap<string, StageConfig> {
  return parseStages(parseJson(file), file, join(dirname(file), 'readers'));
}

/** As loadStages, from what the file holds. */
export function parseStages(
  content: unknown,
  file: string,
  readersFolder: string,
): ReadonlyMap<string, StageConfig> {
  const parsed = z.record(stageName, stageSchema(readersFolder)).safeParse(content);
  if (!parsed.success) throw new Error(complaint(file, parsed.error));
  return new Map(Object.entries(parsed.data).map(([stage, config]) => [stage, { stage, ...config }]));
}

/** The stage with the overrides in place of its own settings.
 *  Errors: throws if there is no such stage, or listing what is wrong with the overrides. */
export function selectStage(
  stages: ReadonlyMap<string, StageConfig>,
  stage: string,
  overrides: StageOverrides = {},
): StageConfig {
  const config = stages.get(stage);
  if (!config) throw new Error(`There is no stage ${stage}; there are ${[...stages.keys()].join(', ')}.`);
  const parsed = overridesSchema.safeParse(overrides);
  if (!parsed.success) throw new Error(complaint(`stage ${stage}`, parsed.error));
  const { libraryTimeZone = config.libraryTimeZone, repeatWindowSeconds = config.repeatWindowSeconds } =
    parsed.data;
  return { ...config, libraryTimeZone, repeatWindowSeconds };
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function complaint(subject: string, error: z.ZodError): string {
  const lines = error.issues.map((issue) => `  ${issue.path.join('.') || 'the whole'}: ${messageOf(issue)}`);
  return [`${subject} cannot be used:`, ...lines].join('\n');
}

function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? issue.issues.map(messageOf).join(', ') : issue.message;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

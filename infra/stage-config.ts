import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Retentions that CloudWatch Logs accepts, in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 3653,
];

/** The longest name made from it is a bucket's, of at most 63 characters. */
const stageName = z
  .string()
  .regex(/^[a-z](?:[a-z0-9-]{0,14}[a-z0-9])?$/, 'a stage is named by 1-16 of a-z 0-9 -, a letter first');

const region = z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be an AWS Region such as eu-central-1');

const stageSchema = z.strictObject({
  region,
  allowedAccountIds: z
    .array(z.string().regex(/^\d{12}$/, 'an account id has 12 digits'))
    .min(1, 'name the accounts that the stage may be applied to'),
  libraryTimeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin'),
  repeatWindowSeconds: z.int().min(0).max(3600).default(10),
  /** Tables and user pool refuse to be deleted. */
  protectData: z.boolean(),
  logRetentionDays: z
    .int()
    .refine((days) => LOG_RETENTION_DAYS.includes(days), `must be one of ${LOG_RETENTION_DAYS.join(', ')}`)
    .default(30),
  /** Without it the state is a file beside cdktf.out. */
  stateBucket: z.strictObject({ name: z.string().min(3), region }).optional(),
  apiRateLimit: z.int().min(1).default(50),
  apiBurstLimit: z.int().min(1).default(100),
  /** Roles that may change and remove the Events table itself; by name, with the path, `*` within. */
  deployerRoles: z
    .array(z.string().regex(/^[\w+=,.@*/-]{1,512}$/, 'must be the name of a role, such as shelflog-deploy'))
    .min(1, 'name the role that deploys')
    .default(['shelflog-deploy']),
  /** Who may take the role of the command line. */
  opsPrincipals: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws:iam::\d{12}:(?:root$|(?:role|user)\/[\w+=,.@*/-]+$)/,
          'must be the ARN of a role or user',
        ),
    )
    .min(1, 'name the roles or users that may operate the stage'),
  owner: z.string().min(1),
  costCenter: z.string().min(1),
});

export type StageConfig = Readonly<z.infer<typeof stageSchema>> & { readonly stage: string };

/** Settings that may stand in for those of the file, for a run on one machine. */
export type StageOverrides = {
  readonly libraryTimeZone?: string;
  readonly repeatWindowSeconds?: number;
};

/** The stages that are applied to AWS: all but `local`. */
export const LOCAL_STAGE = 'local';

/** Every stage of the file, by name.
 *  Errors: throws one Error that lists all that is wrong in the file. */
export function loadStages(file: string): ReadonlyMap<string, StageConfig> {
  return parseStages(JSON.parse(readFileSync(file, 'utf8')), file);
}

/** As loadStages, from what the file holds. */
export function parseStages(content: unknown, file: string): ReadonlyMap<string, StageConfig> {
  const parsed = z.record(stageName, stageSchema).safeParse(content);
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
  const { stage: _, ...settings } = config;
  const parsed = stageSchema.safeParse({ ...settings, ...overrides });
  if (!parsed.success) throw new Error(complaint(`stage ${stage}`, parsed.error));
  return { stage, ...parsed.data };
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

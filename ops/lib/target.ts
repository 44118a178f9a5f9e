import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NAMES } from '../../contract/names';
import type { TableName } from '../../contract/tables';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { WorkFailed, WrongUse } from './failure';
import { findLocalStack, type LocalStackFile } from './local-file';

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** Where a command acts: the local stack, or a stage in AWS. */
export type Target = {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  /** IANA zone of the library's days. */
  readonly timeZone: string;
  readonly repeatWindowMs: number;
  /** From this day on, each day has its CSV files; left out: from that of the first event recorded. */
  readonly exportsFrom?: string | undefined;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly buckets: { readonly exports: string; readonly quarantine: string };
  readonly bus: string;
  /** Set locally; without them the SDK's own ways to endpoint and credentials are used. */
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly api?: { readonly url: string; readonly token: string };
  /** The running local stack, when that is where we act. */
  readonly local?: LocalStackFile;
};

/** As ARNs of the local stack write it. */
const LOCAL_ACCOUNT_ID = '000000000000';

const stageSchema = z.object({
  region: z.string(),
  allowedAccountIds: z.array(z.string()).min(1),
  libraryTimeZone: z.string(),
  repeatWindowSeconds: z.number().optional(),
  exportsFrom: z.string().optional(),
});

/** The local stack that runs in this folder or above it, unless a stage is named.
 *  Errors: WorkFailed without a running stack, WrongUse for a stage that stages.json does not have. */
export async function resolveTarget(stage: string | undefined, folder = process.cwd()): Promise<Target> {
  if (stage !== undefined) return stageTarget(stage);
  const stack = await findLocalStack(folder);
  if (stack === undefined) {
    throw new WorkFailed(
      'No local stack runs here. Start one with `npx shelflog start` in another terminal, or name a stage in AWS with --stage.',
    );
  }
  return localTarget(stack);
}

/** The target that a running local stack is. */
export function localTarget(stack: LocalStackFile): Target {
  return {
    stage: stack.stage,
    region: stack.region,
    accountId: LOCAL_ACCOUNT_ID,
    timeZone: stack.timeZone,
    repeatWindowMs: stack.repeatWindowMs ?? DEFAULT_RULES.repeatWindowMs,
    exportsFrom: stack.exportsFrom,
    tables: stack.tables,
    buckets: { exports: stack.bucket, quarantine: stack.quarantineBucket },
    bus: NAMES.bus(stack.stage),
    endpoint: stack.endpoint,
    credentials: stack.credentials,
    api: { url: stack.apiUrl, token: stack.token },
    local: stack,
  };
}

async function stageTarget(stage: string): Promise<Target> {
  const file = join(__dirname, '..', '..', 'stages.json');
  const stages = z.record(z.string(), stageSchema).parse(JSON.parse(await readFile(file, 'utf8')));
  const settings = stages[stage];
  if (settings === undefined) {
    throw new WrongUse(`stages.json has no stage "${stage}"; it has ${Object.keys(stages).join(', ')}.`);
  }
  const { repeatWindowSeconds } = settings;
  const account = settings.allowedAccountIds[0] ?? '';
  const { SHELFLOG_API_URL: url, SHELFLOG_TOKEN: token } = process.env;
  return {
    stage,
    region: settings.region,
    accountId: account,
    timeZone: settings.libraryTimeZone,
    repeatWindowMs:
      repeatWindowSeconds === undefined ? DEFAULT_RULES.repeatWindowMs : repeatWindowSeconds * 1000,
    exportsFrom: settings.exportsFrom,
    tables: tableNames(stage),
    buckets: {
      exports: NAMES.bucket(stage, 'exports', account),
      quarantine: NAMES.bucket(stage, 'quarantine', account),
    },
    bus: NAMES.bus(stage),
    ...(url && token && { api: { url, token } }),
  };
}

function tableNames(stage: string): Record<TableName, string> {
  return {
    events: NAMES.table(stage, 'events'),
    inventory: NAMES.table(stage, 'inventory'),
    stock: NAMES.table(stage, 'stock'),
    analytics: NAMES.table(stage, 'analytics'),
    control: NAMES.table(stage, 'control'),
  };
}

/** Where and as whom the SDK's clients act for this target. */
export const awsConfig = ({ region, endpoint, credentials }: Target) => ({
  region,
  ...(endpoint && { endpoint }),
  ...(credentials && { credentials }),
});

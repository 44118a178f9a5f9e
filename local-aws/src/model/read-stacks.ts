import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** One resource or data source as synthesized, references still in it. */
export type RawResource = {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** One synthesized stack. */
export type Stack = {
  readonly name: string;
  /** Absolute path; relative file names in it start here. */
  readonly folder: string;
  readonly region: string;
  readonly allowedAccountIds: readonly string[];
  readonly resources: readonly RawResource[];
  readonly dataSources: readonly RawResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
};

const BY_TYPE_AND_ID = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const STACK_FILE = z.strictObject({
  '//': z.unknown().optional(),
  terraform: z.unknown().optional(),
  provider: z.strictObject({
    aws: z.tuple([
      z.looseObject({ region: z.string(), allowed_account_ids: z.array(z.string()).default([]) }),
    ]),
  }),
  resource: BY_TYPE_AND_ID.default({}),
  data: BY_TYPE_AND_ID.default({}),
  output: z.record(z.string(), z.looseObject({ value: z.unknown() })).default({}),
});

/** Says when and how Terraform carries a resource out: nothing that is there at run time. */
const META_ARGUMENTS = new Set(['//', 'depends_on', 'lifecycle']);

/** Reads every stacks/<name>/cdk.tf.json of a synthesis.
 *  Errors: an Error that names the file and what in it is not understood. */
export async function readStacks(outdir: string): Promise<Stack[]> {
  const names = (await readdir(join(outdir, 'stacks'))).sort();
  return await Promise.all(names.map((name) => readStack(name, join(outdir, 'stacks', name))));
}

async function readStack(name: string, folder: string): Promise<Stack> {
  const path = join(folder, 'cdk.tf.json');
  const file = STACK_FILE.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!file.success) throw new Error(`${path} is not understood:\n${z.prettifyError(file.error)}`);
  const [{ region, allowed_account_ids }] = file.data.provider.aws;
  return {
    name,
    folder,
    region,
    allowedAccountIds: allowed_account_ids,
    resources: flatten(file.data.resource),
    dataSources: flatten(file.data.data),
    outputs: Object.fromEntries(Object.entries(file.data.output).map(([key, { value }]) => [key, value])),
  };
}

function flatten(byTypeAndId: z.infer<typeof BY_TYPE_AND_ID>): RawResource[] {
  return Object.entries(byTypeAndId).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, all]) => ({
      type,
      id,
      attributes: Object.fromEntries(Object.entries(all).filter(([key]) => !META_ARGUMENTS.has(key))),
    })),
  );
}

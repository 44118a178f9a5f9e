import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStacks } from '../../infra/synthesize';
import { readStackModel } from '../../local-aws/src/model/read-stack-model';
import type { PolicyStatement, StackModel } from '../../local-aws/src/model/stack-model';
import { FUNCTION_NAMES, STAGES } from '../infra/synthesized';

/** What the local run reads of the stage `local`, with bundles that hold next to nothing. */
export async function synthesizedModel(endpoint: string): Promise<StackModel> {
  const folder = await mkdtemp(join(tmpdir(), 'shelflog-model-'));
  try {
    const bundles = await Promise.all(
      FUNCTION_NAMES.map(async (name) => {
        const zipFile = join(folder, `${name}.zip`);
        await writeFile(zipFile, name);
        return [name, { zipFile, sha256Base64: name }] as const;
      }),
    );
    writeStacks(
      [STAGES.get('local')!],
      Object.fromEntries(bundles) as Parameters<typeof writeStacks>[1],
      join(folder, 'out'),
    );
    return await readStackModel(join(folder, 'out'), { endpoint });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The model with one more statement in the policy of a role. */
export function withStatement(model: StackModel, role: string, statement: PolicyStatement): StackModel {
  return {
    ...model,
    roles: model.roles.map((one) =>
      one.name === role
        ? { ...one, policies: [...one.policies, { Version: '2012-10-17', Statement: [statement] }] }
        : one,
    ),
  };
}

/** One action on one resource that a role's policy allows. */
export type Permission = { readonly role: string; readonly action: string; readonly resource: string };

const list = (value: string | readonly string[] | undefined) => (value === undefined ? [] : [value].flat());

/** All that the roles are allowed, one by one. */
export function permissionsOf({ roles }: StackModel): Permission[] {
  return roles.flatMap(({ name, policies }) =>
    policies.flatMap(({ Statement }) =>
      Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
        list(statement.Action).flatMap((action) =>
          list(statement.Resource).map((resource) => ({ role: name, action, resource })),
        ),
      ),
    ),
  );
}

/** The model with that one permission gone from the role, all others kept. */
export function withoutPermission(model: StackModel, gone: Permission): StackModel {
  const without = (statement: PolicyStatement): PolicyStatement[] => {
    if (statement.Effect !== 'Allow') return [statement];
    const actions = list(statement.Action);
    const resources = list(statement.Resource);
    if (!actions.includes(gone.action) || !resources.includes(gone.resource)) return [statement];
    const part = (Action: string[], Resource: string[]): PolicyStatement[] =>
      Action.length > 0 && Resource.length > 0 ? [{ ...statement, Action, Resource }] : [];
    return [
      ...part(
        actions.filter((action) => action !== gone.action),
        resources,
      ),
      ...part(
        [gone.action],
        resources.filter((resource) => resource !== gone.resource),
      ),
    ];
  };
  return {
    ...model,
    roles: model.roles.map((role) =>
      role.name === gone.role
        ? {
            ...role,
            policies: role.policies.map((policy) => ({
              ...policy,
              Statement: policy.Statement.flatMap(without),
            })),
          }
        : role,
    ),
  };
}

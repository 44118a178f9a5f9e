import type { LocalEnvironment } from './aws-environment';
import { readBuckets, readTables } from './data-models';
import { readFunctions, readMappings, readTopicRules } from './function-models';
import { readHttpApi } from './http-api-model';
import { readQueues, readRules, readSchedules } from './messaging-models';
import { readStacks, type Stack } from './read-stacks';
import { createResolvers } from './resolve-references';
import { createResources } from './resources';
import { readRoles } from './role-models';
import type { StackModel } from './stack-model';

export const LOCAL_ACCOUNT_ID = '000000000000';

/** Reads all stacks of a synthesis into one model. `endpoint` is the local gateway's address; queue URLs lie
 *  under it. Errors: an Error that names whatever the local run does not understand: a resource type, an
 *  attribute, a reference. */
export async function readStackModel(
  outdir: string,
  { endpoint }: { readonly endpoint: string },
): Promise<StackModel> {
  const stacks = await readStacks(outdir);
  const environment: LocalEnvironment = { region: regionOf(stacks), accountId: LOCAL_ACCOUNT_ID, endpoint };
  const resolvers = createResolvers(stacks, environment);
  const resources = createResources(stacks, resolvers);
  const tableArn = (name: string) =>
    `arn:aws:dynamodb:${environment.region}:${environment.accountId}:table/${name}`;
  const model: StackModel = {
    region: environment.region,
    accountId: environment.accountId,
    tables: readTables(resources, tableArn),
    buckets: readBuckets(resources),
    queues: readQueues(resources, environment),
    rules: readRules(resources),
    functions: readFunctions(resources, environment),
    mappings: readMappings(resources),
    schedules: readSchedules(resources, environment),
    topicRules: readTopicRules(resources, environment),
    httpApi: readHttpApi(resources, environment),
    roles: readRoles(resources, environment),
    outputs: Object.assign({}, ...stacks.map((stack) => resolvers.get(stack)?.(stack.outputs))),
  };
  resources.assertAllRead();
  return model;
}

function regionOf(stacks: readonly Stack[]): string {
  const regions = new Set(stacks.map(({ region }) => region));
  const [region] = regions;
  if (region === undefined || regions.size > 1) {
    throw new Error(`The stacks must lie in one region; they name ${[...regions].join(', ') || 'none'}.`);
  }
  const foreign = stacks.find(
    ({ allowedAccountIds }) => allowedAccountIds.length > 0 && !allowedAccountIds.includes(LOCAL_ACCOUNT_ID),
  );
  if (foreign !== undefined) {
    throw new Error(
      `${foreign.name} may only be applied to ${foreign.allowedAccountIds.join(', ')}: synthesize the stage local.`,
    );
  }
  return region;
}

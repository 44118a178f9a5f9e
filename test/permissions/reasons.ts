import { FUNCTIONS, type FunctionName } from '../../contract/functions';
import type { Grant } from '../../contract/grants';
import { NAMES } from '../../contract/names';
import { OPS_GRANTS, type RoleGrant, type RoleTarget } from '../../contract/roles';
import { arnWildcard } from '../../local-aws/src/iam/wildcard';
import type { Permission } from './synthesized-model';

const STAGE = 'local';
const ACCOUNT_ID = '000000000000';

/** What Lambda itself does in a function's name. */
const OF_THE_SERVICE: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'Lambda writes the log; the local run prints it',
  'logs:PutLogEvents': 'Lambda writes the log; the local run prints it',
  'xray:PutTelemetryRecords': 'Lambda sends the traces; the local run has none',
  'xray:PutTraceSegments': 'Lambda sends the traces; the local run has none',
};

/** The roles whose grants the contract lists, by the name of the role. */
export const CONTRACT_GRANTS: ReadonlyMap<string, readonly RoleGrant[]> = new Map<
  string,
  readonly RoleGrant[]
>([
  ...(Object.keys(FUNCTIONS) as FunctionName[]).map((name): [string, readonly Grant[]] => [
    NAMES.role(STAGE, name),
    FUNCTIONS[name].grants,
  ]),
  [NAMES.role(STAGE, 'ops'), OPS_GRANTS],
]);

/** The grant of the contract that the permission comes from; undefined if the stacks give it of themselves. */
export function grantOf({ role, action, resource }: Permission): RoleGrant | undefined {
  const grants = CONTRACT_GRANTS.get(role) ?? [];
  return grants.find(({ on, actions }) => actions.includes(action) && isAbout(on, resource));
}

/** Why the permission stands although no test run uses it; undefined if nothing is said. */
export function reasonUnused(permission: Permission): string | undefined {
  return grantOf(permission)?.unusedBecause ?? OF_THE_SERVICE[permission.action];
}

function isAbout(target: RoleTarget, resource: string): boolean {
  return resource === '*' ? target.kind === 'stream' : arnWildcard(patternOf(target))(resource);
}

function patternOf(target: RoleTarget): string {
  const table = (name: Parameters<typeof NAMES.table>[1]) =>
    `arn:aws:dynamodb:*:*:table/${NAMES.table(STAGE, name)}`;
  switch (target.kind) {
    case 'table':
      return table(target.table);
    case 'index':
      return `${table(target.table)}/index/${target.index}`;
    case 'stream':
      return `${table(target.table)}/stream/*`;
    case 'queue':
      return `arn:aws:sqs:*:*:${target.queue === 'scans' ? NAMES.queue(STAGE, 'scans') : '*-dead'}`;
    case 'bus':
      return `arn:aws:events:*:*:event-bus/${NAMES.bus(STAGE)}`;
    case 'bucket':
      return `arn:aws:s3:::${NAMES.bucket(STAGE, target.bucket, ACCOUNT_ID)}`;
    case 'objects':
      return `arn:aws:s3:::${NAMES.bucket(STAGE, target.bucket, ACCOUNT_ID)}/${target.path}`;
    case 'function':
      return `arn:aws:lambda:*:*:function:${NAMES.function(STAGE, target.function)}`;
    case 'reader-group':
      return `arn:aws:iot:*:*:thinggroup/${NAMES.thingGroup(STAGE)}`;
    case 'reader-things':
      return 'arn:aws:iot:*:*:thing/*';
    case 'reader-jobs':
      return `arn:aws:iot:*:*:job/${NAMES.jobPrefix(STAGE)}*`;
    case 'reader-bundles-role':
      return `arn:aws:iam::*:role/${NAMES.role(STAGE, 'reader-bundles')}`;
  }
}

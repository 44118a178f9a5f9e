import { NAMES } from '../contract/names';
import type { RoleGrant, RoleTarget } from '../contract/roles';
import type { Statement } from './policy';
import type { StageResources } from './stage-resources';

const LIST_STREAMS = 'dynamodb:ListStreams';

/** The function's contract, and what every function does beside it: write its log and its traces. */
export function functionStatements(
  grants: readonly RoleGrant[],
  stage: StageResources,
  logGroupArn: string,
): Statement[] {
  return [
    ...grants.flatMap((grant) => grantStatements(grant, stage)),
    {
      Sid: 'WriteLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [`${logGroupArn}:*`],
    },
    {
      Sid: 'SendTraces',
      Effect: 'Allow',
      Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      Resource: ['*'],
    },
  ];
}

/** What one grant of the contract allows, on this stage's resources. */
export function grantStatements({ on, actions }: RoleGrant, stage: StageResources): Statement[] {
  const scoped = actions.filter((action) => action !== LIST_STREAMS);
  return [
    ...(scoped.length === 0
      ? []
      : [{ Effect: 'Allow' as const, Action: scoped, Resource: targetArns(on, stage) }]),
    ...(scoped.length === actions.length
      ? []
      : [{ Sid: 'ListStreams', Effect: 'Allow' as const, Action: [LIST_STREAMS], Resource: ['*'] }]),
  ];
}

function targetArns(target: RoleTarget, stage: StageResources): string[] {
  switch (target.kind) {
    case 'table':
      return [stage.tables[target.table].arn];
    case 'index':
      return [`${stage.tables[target.table].arn}/index/${target.index}`];
    case 'stream':
      return [stage.tables[target.table].streamArn];
    case 'queue':
      return target.queue === 'dead-letters'
        ? Object.values(stage.deadLetters).map((queue) => queue.arn)
        : [stage.queues[target.queue].arn];
    case 'bus':
      return [stage.bus.arn];
    case 'bucket':
      return [stage.buckets[target.bucket].arn];
    case 'objects':
      return [`${stage.buckets[target.bucket].arn}/${target.path}`];
    case 'function': {
      const { region, stage: name } = stage.config;
      return [
        `arn:aws:lambda:${region}:${stage.accountId}:function:${NAMES.function(name, target.function)}`,
      ];
    }
    default:
      return [readerArn(target.kind, stage)];
  }
}

type ReaderTarget = 'reader-group' | 'reader-things' | 'reader-jobs' | 'reader-bundles-role';

/** A thing's name is its reader's alone: which stage it belongs to, AWS IoT cannot tell. */
function readerArn(kind: ReaderTarget, { config, accountId }: StageResources): string {
  const iot = `arn:aws:iot:${config.region}:${accountId}`;
  switch (kind) {
    case 'reader-group':
      return `${iot}:thinggroup/${NAMES.thingGroup(config.stage)}`;
    case 'reader-things':
      return `${iot}:thing/*`;
    case 'reader-jobs':
      return `${iot}:job/${NAMES.jobPrefix(config.stage)}*`;
    case 'reader-bundles-role':
      return `arn:aws:iam::${accountId}:role/${NAMES.role(config.stage, 'reader-bundles')}`;
  }
}

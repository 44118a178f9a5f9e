import type { Decision } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import type {
  FunctionModel,
  HttpApiModel,
  RouteModel,
  ScheduleModel,
  TopicRuleModel,
} from '../model/stack-model';
import type { Authorizer } from './authorizer';

/** Whether what brings events to the functions may do so: by the function's own policy, or in the name of a role
 *  that the service must be able to take. Errors: each throws AwsError AccessDeniedException, worded as AWS does. */
export type Triggers = {
  /** Lambda runs the function in the name of its role. */
  run(fn: FunctionModel): void;
  /** A topic rule invokes a function. */
  topicRule(rule: TopicRuleModel, functionArn: string): void;
  /** A topic rule keeps what it could not hand over. */
  topicRuleError(rule: TopicRuleModel, roleArn: string): void;
  /** A schedule invokes its target. */
  schedule(schedule: ScheduleModel): void;
  /** A schedule sends to its dead-letter queue what did not reach the target. */
  scheduleDeadLetters(schedule: ScheduleModel): void;
  /** A route of the HTTP API invokes its function. */
  route(api: HttpApiModel, route: RouteModel): void;
};

const IOT = 'iot.amazonaws.com';
const SCHEDULER = 'scheduler.amazonaws.com';

/** Decides on the triggers of the synthesized stacks. */
export function triggers({
  authorizeService,
  authorizeRole,
}: Pick<Authorizer, 'authorizeService' | 'authorizeRole'>): Triggers {
  return {
    run: ({ arn, roleArn }) => demand(authorizeRole('lambda.amazonaws.com', arn, roleArn)),
    topicRule: ({ arn }, functionArn) => demand(authorizeService(IOT, arn, invocation(functionArn))),
    topicRuleError: ({ arn }, roleArn) => demand(authorizeRole(IOT, arn, roleArn)),
    schedule: ({ groupArn, roleArn, targetArn }) =>
      demand(authorizeRole(SCHEDULER, groupArn, roleArn, invocation(targetArn))),
    scheduleDeadLetters: ({ groupArn, roleArn }) => demand(authorizeRole(SCHEDULER, groupArn, roleArn)),
    route: ({ executionArn, stageName }, { routeKey, functionArn }) => {
      const source = `${executionArn}/${stageName}/${routeKey.replace(' ', '')}`;
      demand(authorizeService('apigateway.amazonaws.com', source, invocation(functionArn)));
    },
  };
}

const invocation = (functionArn: string) => ({ action: 'lambda:InvokeFunction', resource: functionArn });

function demand(decision: Decision): void {
  if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message, 403);
}

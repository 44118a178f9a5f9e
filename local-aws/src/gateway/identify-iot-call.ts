import type { IncomingMessage } from 'node:http';
import type { IotCall } from './aws-call';
import { AwsError } from './aws-error';

type Shape = {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: IotCall['operation'];
};

/** What is missing here is refused. */
const SHAPES: readonly Shape[] = [
  { method: 'PUT', path: /^\/jobs\/(?<jobId>[^/]+)$/, operation: 'CreateJob' },
  { method: 'GET', path: /^\/jobs\/(?<jobId>[^/]+)$/, operation: 'DescribeJob' },
  { method: 'GET', path: /^\/jobs\/(?<jobId>[^/]+)\/things$/, operation: 'ListJobExecutionsForJob' },
  {
    method: 'GET',
    path: /^\/things\/(?<thingName>[^/]+)\/jobs\/(?<jobId>[^/]+)$/,
    operation: 'DescribeJobExecution',
  },
  {
    method: 'GET',
    path: /^\/thing-groups\/(?<groupName>[^/]+)\/things$/,
    operation: 'ListThingsInThingGroup',
  },
];

/** What a request to the control plane of AWS IoT is about. Errors: AwsError for what nothing here asks. */
export function identifyIotCall(
  request: IncomingMessage,
): Pick<IotCall, 'protocol' | 'service' | 'operation' | 'names'> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  for (const { method, path: shape, operation } of SHAPES) {
    const groups = method === request.method ? shape.exec(path)?.groups : undefined;
    if (groups === undefined) continue;
    const named = Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { protocol: 'iot', service: 'iot', operation, names: Object.fromEntries(named) };
  }
  throw new AwsError(
    'UnknownOperationException',
    `The local AWS IoT does not know ${request.method} ${path}.`,
    404,
  );
}

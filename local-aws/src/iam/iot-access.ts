import { z } from 'zod';
import type { IotCall } from '../gateway/aws-call';
import type { AwsEnvironment } from '../model/aws-environment';
import type { Access } from './access';

const CREATE_JOB = z.object({
  targets: z.array(z.string()).catch([]),
  presignedUrlConfig: z.object({ roleArn: z.string() }).optional().catch(undefined),
});

/** The permissions that a call of AWS IoT needs: on the job, on each thing it is for, and to hand on the role that
 *  signs its addresses.
 *  Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS IoT". */
export function iotAccess(
  { operation, names, body }: Pick<IotCall, 'operation' | 'names' | 'body'>,
  { region, accountId }: AwsEnvironment,
): Access[] {
  const arn = (kind: string, name = '') => `arn:aws:iot:${region}:${accountId}:${kind}/${name}`;
  const on = (resource: string): Access => ({ action: `iot:${operation}`, resource });
  const job = on(arn('job', names.jobId));
  switch (operation) {
    case 'DescribeJob':
    case 'ListJobExecutionsForJob':
      return [job];
    case 'DescribeJobExecution':
      return [job, on(arn('thing', names.thingName))];
    case 'ListThingsInThingGroup':
      return [on(arn('thinggroup', names.groupName))];
    case 'CreateJob': {
      const { targets, presignedUrlConfig } = CREATE_JOB.parse(JSON.parse(body.toString() || '{}'));
      const passed = presignedUrlConfig && { action: 'iam:PassRole', resource: presignedUrlConfig.roleArn };
      return [job, ...targets.map(on), ...(passed ? [passed] : [])];
    }
  }
}

import type { AwsEnvironment } from '../model/aws-environment';
import type { Access } from './access';

/** The permission that an invocation needs, whether it waits for the answer or not. */
export function lambdaAccess(
  { functionName }: { readonly functionName: string },
  { region, accountId }: AwsEnvironment,
): Access[] {
  return [
    {
      action: 'lambda:InvokeFunction',
      resource: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
    },
  ];
}

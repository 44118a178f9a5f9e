import type { Verdict } from './evaluate';

/** A refused access, said as AWS says it.
 *  Source: IAM User Guide, "Troubleshoot access denied error messages". */
export function denialMessage(
  callerArn: string,
  action: string,
  resource: string,
  verdict: Exclude<Verdict, 'allowed'>,
): string {
  const shown = action.startsWith('s3:') ? `"${resource}"` : resource;
  return `User: ${callerArn} is not authorized to perform: ${action} on resource: ${shown} ${reason(action, verdict)}`;
}

function reason(action: string, verdict: Exclude<Verdict, 'allowed'>): string {
  switch (verdict) {
    case 'explicit-deny-identity':
      return 'with an explicit deny in an identity-based policy';
    case 'explicit-deny-resource':
      return 'with an explicit deny in a resource-based policy';
    case 'implicit-deny':
      return `because no identity-based policy allows the ${action} action`;
  }
}

export type Statement = {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** A policy document. JSON.stringify, not Fn.jsonencode: that one leaves quotes unescaped. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Lets the service take the role, on condition of the account and resource it acts for, where one is named. */
export function trustPolicy(service: string, source?: { accountId: string; arn: string }): string {
  return policyDocument([
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(source && {
        Condition: {
          StringEquals: { 'aws:SourceAccount': source.accountId },
          ArnLike: { 'aws:SourceArn': source.arn },
        },
      }),
    },
  ]);
}

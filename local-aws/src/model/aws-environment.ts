/** An account and a region, which together AWS CDK calls an environment. */
export type AwsEnvironment = { readonly region: string; readonly accountId: string };

/** The environment that the stacks are said to be deployed to. */
export type LocalEnvironment = AwsEnvironment & {
  /** Of the local gateway: queue URLs lie under it. */
  readonly endpoint: string;
};

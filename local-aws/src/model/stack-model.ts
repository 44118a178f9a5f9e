/** The typed view of every synthesized resource of all stacks, with references resolved to names, ARNs and
 *  URLs. What runs locally is built from this and from nothing else. */
export type StackModel = {
  readonly region: string;
  readonly accountId: string;
  readonly tables: readonly TableModel[];
  readonly buckets: readonly BucketModel[];
  readonly queues: readonly QueueModel[];
  readonly rules: readonly RuleModel[];
  readonly functions: readonly FunctionModel[];
  readonly mappings: readonly MappingModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly topicRules: readonly TopicRuleModel[];
  readonly httpApi: HttpApiModel;
  readonly roles: readonly RoleModel[];
  /** Terraform outputs of all stacks by name, resolved. */
  readonly outputs: Readonly<Record<string, unknown>>;
};

export type AttributeType = 'S' | 'N' | 'B';

export type IndexModel = {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly nonKeyAttributes: readonly string[];
};

export type StreamViewType = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY';

export type TableModel = {
  readonly name: string;
  readonly arn: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly attributes: readonly { readonly name: string; readonly type: AttributeType }[];
  readonly indexes: readonly IndexModel[];
  readonly streamViewType?: StreamViewType;
  readonly ttlAttribute?: string;
  /** The table's resource policy, parsed. */
  readonly policy?: PolicyDocument;
};

export type BucketModel = {
  readonly name: string;
  readonly arn: string;
  /** The bucket's policy, parsed. */
  readonly policy?: PolicyDocument;
};

export type QueueModel = {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
  /** The queue's policy, parsed. */
  readonly policy?: PolicyDocument;
};

export type RuleModel = {
  readonly name: string;
  readonly busName: string;
  /** The event pattern as JSON; its operators are checked where rules are run. */
  readonly pattern: unknown;
  readonly targets: readonly RuleTargetModel[];
};

export type RuleTargetModel = {
  readonly id: string;
  readonly arn: string;
  readonly deadLetterArn?: string;
};

export type FunctionModel = {
  readonly name: string;
  readonly arn: string;
  /** Absolute path of the bundle. */
  readonly zipPath: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly reservedConcurrency?: number;
  /** Retries of asynchronous invocations, after the first attempt. */
  readonly asyncRetries: number;
  readonly asyncMaxAgeSeconds: number;
  readonly onFailureArn?: string;
  /** Its own policy: which services may invoke it, and for what. */
  readonly policy?: PolicyDocument;
};

export type MappingModel = {
  readonly functionArn: string;
  /** A queue's ARN, or a table's stream ARN as `streamArnOf` writes it. */
  readonly sourceArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly partialResponses: boolean;
  readonly bisect: boolean;
  /** -1 means without end. */
  readonly maxRetries: number;
  /** -1 means without end. */
  readonly maxAgeSeconds: number;
  readonly onFailureArn?: string;
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST';
  readonly parallelization: number;
  readonly maxConcurrency?: number;
};

export type ScheduleModel = {
  readonly name: string;
  /** What Scheduler says it acts for. */
  readonly groupArn: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly targetArn: string;
  readonly input?: string;
  /** In whose name Scheduler acts. */
  readonly roleArn: string;
  readonly deadLetterArn?: string;
  readonly maxRetries: number;
  readonly maxAgeSeconds: number;
};

export type TopicRuleModel = {
  readonly name: string;
  readonly arn: string;
  readonly sql: string;
  readonly actions: readonly { readonly kind: 'lambda'; readonly functionArn: string }[];
  readonly errorAction?: {
    readonly kind: 's3';
    readonly bucket: string;
    readonly key: string;
    /** In whose name the object is written. */
    readonly roleArn: string;
  };
};

export type RouteModel = {
  /** As API Gateway writes it: `GET /v1/stock/{bookId}` or `$default`. */
  readonly routeKey: string;
  readonly functionArn: string;
  readonly authorizer?: { readonly issuer: string; readonly audience: readonly string[] };
  readonly scopes: readonly string[];
};

export type HttpApiModel = {
  /** What it says it acts for, with the stage and the route behind. */
  readonly executionArn: string;
  readonly stageName: string;
  readonly routes: readonly RouteModel[];
};

export type PolicyStatement = {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type PolicyDocument = {
  readonly Version?: string;
  readonly Statement: readonly PolicyStatement[];
};

export type RoleModel = {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  /** Inline and attached policies of the role. */
  readonly policies: readonly PolicyDocument[];
};

/** The ARN by which a table's stream is known in the model. The engine gives streams a label of its own;
 *  this one is stable, so that a restart finds what was set up before. */
export function streamArnOf(tableArn: string): string {
  return `${tableArn}/stream/local`;
}

/** The table's ARN of a stream ARN made by `streamArnOf`, or undefined if it is none. */
export function tableArnOfStream(arn: string): string | undefined {
  return arn.endsWith('/stream/local') ? arn.slice(0, -'/stream/local'.length) : undefined;
}

import type { IncomingMessage, ServerResponse } from 'node:http';

type Caller = {
  readonly accessKeyId: string;
  readonly region: string;
};

/** A call of an API whose operation stands in X-Amz-Target and whose input is one JSON document. */
export type JsonCall = Caller & {
  readonly protocol: 'json';
  readonly service: 'dynamodb' | 'sqs' | 'events';
  /** What stands before the dot in X-Amz-Target, such as `DynamoDB_20120810`. */
  readonly api: string;
  readonly operation: string;
  readonly body: Buffer;
};

export type S3Call = Caller & {
  readonly protocol: 's3';
  readonly service: 's3';
  /** As the SDK names it: PutObject, ListObjectsV2, UploadPart. */
  readonly operation: string;
  readonly bucket?: string;
  readonly key?: string;
  /** The header If-None-Match. */
  readonly ifNoneMatch?: string;
  /** Where a copy is taken from: `bucket/key`. */
  readonly copySource?: string;
  /** What a listing is limited to. */
  readonly prefix?: string;
};

export type LambdaCall = Caller & {
  readonly protocol: 'lambda';
  readonly service: 'lambda';
  readonly operation: 'Invoke';
  readonly functionName: string;
  readonly invocationType: 'Event' | 'RequestResponse';
  readonly body: Buffer;
};

/** A call of the control plane of AWS IoT. */
export type IotCall = Caller & {
  readonly protocol: 'iot';
  readonly service: 'iot';
  readonly operation:
    | 'CreateJob'
    | 'DescribeJob'
    | 'DescribeJobExecution'
    | 'ListJobExecutionsForJob'
    | 'ListThingsInThingGroup';
  /** What its path names. */
  readonly names: Readonly<Partial<Record<'jobId' | 'thingName' | 'groupName', string>>>;
  readonly body: Buffer;
};

/** One call of AWS, as far as it can be told before it is carried out. */
export type AwsCall = JsonCall | S3Call | LambdaCall | IotCall;

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly message: string };

/** Asked before every call. */
export type Authorize = (call: AwsCall) => Decision | Promise<Decision>;

/** Answers a call whose output is one JSON document; `signal` aborts when the caller is gone.
 *  Errors: AwsError for what AWS would refuse. */
export type JsonService = (call: JsonCall, signal: AbortSignal) => Promise<unknown>;

/** Answers a call on the wire itself. */
export type WireService<C extends AwsCall> = (
  call: C,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** Answers a call of AWS IoT with one JSON document. Errors: AwsError for what AWS would refuse. */
export type IotService = (call: IotCall) => Promise<unknown>;

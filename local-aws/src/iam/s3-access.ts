import type { S3Call } from '../gateway/aws-call';
import { type Access, UnknownCall } from './access';

/** What is read of an S3 call. */
export type S3Input = Pick<S3Call, 'operation' | 'bucket' | 'key' | 'ifNoneMatch' | 'copySource' | 'prefix'>;

const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
};

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  CopyObject: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  DeleteObject: 's3:DeleteObject',
  DeleteObjectVersion: 's3:DeleteObjectVersion',
};

/** Operations that make an object appear; the parts of an upload do not. */
const CREATIONS = new Set(['PutObject', 'CopyObject', 'CompleteMultipartUpload']);

/** The permissions that a call of S3 needs.
 *  Source: S3 User Guide, "Required permissions for Amazon S3 API operations".
 *  Errors: UnknownCall for an operation that is not known. */
export function s3Access(input: S3Input): Access[] {
  const { operation, bucket, key } = input;
  if (operation === 'ListBuckets') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  const onBucket = own(BUCKET_ACTIONS, operation);
  const onObject = own(OBJECT_ACTIONS, operation);
  if (onBucket !== undefined && bucket !== undefined) {
    const { prefix } = input;
    return [
      {
        action: onBucket,
        resource: `arn:aws:s3:::${bucket}`,
        ...(prefix !== undefined && { context: { 's3:prefix': prefix } }),
      },
    ];
  }
  if (onObject === undefined || bucket === undefined || key === undefined) {
    throw new UnknownCall(`Nobody can tell which permission S3's ${operation} needs.`);
  }
  return [
    { action: onObject, resource: `arn:aws:s3:::${bucket}/${key}`, context: objectContext(input) },
    ...(operation === 'CopyObject' ? [copiedFrom(input)] : []),
  ];
}

function objectContext({ operation, ifNoneMatch }: S3Input): NonNullable<Access['context']> {
  if (OBJECT_ACTIONS[operation] !== 's3:PutObject') return {};
  return {
    's3:ObjectCreationOperation': String(CREATIONS.has(operation)),
    ...(ifNoneMatch !== undefined && { 's3:if-none-match': ifNoneMatch }),
  };
}

function copiedFrom({ copySource }: S3Input): Access {
  if (copySource === undefined) throw new UnknownCall('A copy that names no source.');
  return { action: 's3:GetObject', resource: `arn:aws:s3:::${copySource}` };
}

const own = (map: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(map, name) ? map[name] : undefined;

import type { IncomingMessage } from 'node:http';
import type { S3Call } from './aws-call';
import { AwsError } from './aws-error';

type Shape = {
  readonly method: string;
  readonly level: 'service' | 'bucket' | 'object';
  /** Query parameters that all must be there. */
  readonly query?: readonly string[];
  readonly header?: string;
  readonly operation: string;
};

/** First match counts. What is missing here is refused. */
const SHAPES: readonly Shape[] = [
  { method: 'GET', level: 'service', operation: 'ListBuckets' },
  { method: 'HEAD', level: 'bucket', operation: 'HeadBucket' },
  { method: 'GET', level: 'bucket', query: ['list-type'], operation: 'ListObjectsV2' },
  { method: 'HEAD', level: 'object', operation: 'HeadObject' },
  { method: 'GET', level: 'object', operation: 'GetObject' },
  { method: 'PUT', level: 'object', query: ['partNumber', 'uploadId'], operation: 'UploadPart' },
  { method: 'PUT', level: 'object', header: 'x-amz-copy-source', operation: 'CopyObject' },
  { method: 'PUT', level: 'object', operation: 'PutObject' },
  { method: 'POST', level: 'object', query: ['uploads'], operation: 'CreateMultipartUpload' },
  { method: 'POST', level: 'object', query: ['uploadId'], operation: 'CompleteMultipartUpload' },
  { method: 'DELETE', level: 'object', query: ['uploadId'], operation: 'AbortMultipartUpload' },
  { method: 'DELETE', level: 'object', query: ['versionId'], operation: 'DeleteObjectVersion' },
  { method: 'DELETE', level: 'object', operation: 'DeleteObject' },
];

/** Parameters that turn a call into another one; unless a shape asks for them they make it unknown. */
const SUBRESOURCES = [
  'acl',
  'tagging',
  'retention',
  'legal-hold',
  'versionId',
  'uploads',
  'uploadId',
  'policy',
];

/** What an S3 request in path style is about. Errors: AwsError NotImplemented for a call that nothing here makes. */
export function identifyS3Call(request: IncomingMessage): Omit<S3Call, 'accessKeyId' | 'region'> {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const query = new URLSearchParams(search);
  const [, bucket = '', ...rest] = path.split('/').map(decodeURIComponent);
  // Keys are paths of files here; S3 knows no such segments and would keep them as they are.
  if (rest.includes('..') || rest.includes('.')) throw new AwsError('InvalidURI', `Key of ${path}.`);
  const key = rest.join('/');
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const shape = SHAPES.find((one) => fits(one, level, query, request));
  const stray = SUBRESOURCES.find((name) => query.has(name) && !shape?.query?.includes(name));
  if (shape === undefined || stray !== undefined) {
    throw new AwsError(
      'NotImplemented',
      `The local S3 does not know ${request.method} of a ${level}${search && `?${search}`}.`,
      501,
    );
  }
  return {
    protocol: 's3',
    service: 's3',
    operation: shape.operation,
    ...(bucket !== '' && { bucket }),
    ...(key !== '' && { key }),
    ...conditionsOf(request, query),
  };
}

/** What policies may ask of a call besides. */
function conditionsOf(
  { headers }: IncomingMessage,
  query: URLSearchParams,
): Pick<S3Call, 'ifNoneMatch' | 'copySource' | 'prefix'> {
  const ifNoneMatch = headers['if-none-match'];
  const copySource = headers['x-amz-copy-source'];
  const prefix = query.get('prefix');
  return {
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(typeof copySource === 'string' && {
      copySource: decodeURIComponent(copySource)
        .replace(/^\//, '')
        .replace(/\?versionId=.*$/, ''),
    }),
    ...(prefix !== null && { prefix }),
  };
}

function fits(
  shape: Shape,
  level: Shape['level'],
  query: URLSearchParams,
  request: IncomingMessage,
): boolean {
  return (
    shape.method === request.method &&
    shape.level === level &&
    (shape.query ?? []).every((name) => query.has(name)) &&
    (shape.header === undefined || shape.header in request.headers)
  );
}

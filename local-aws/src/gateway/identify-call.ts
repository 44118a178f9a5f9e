import type { IncomingMessage } from 'node:http';
import type { AwsCall } from './aws-call';
import { AwsError } from './aws-error';
import { identifyIotCall } from './identify-iot-call';
import { identifyLambdaCall } from './identify-lambda-call';
import { identifyS3Call } from './identify-s3-call';

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
const SIGNED_AT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

export type Identity = {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
};

/** Reads who calls which service from the credential scope of the signature, in its header or in a presigned
 *  address that is still good. The signature itself is not
 *  checked: the gateway listens on the loopback interface only.
 *  Errors: AwsError if there is none. */
export function identifyCaller(request: IncomingMessage): Identity {
  const signed = request.headers.authorization ?? presigned(request);
  const [, accessKeyId, region, service] = CREDENTIAL.exec(signed) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    throw new AwsError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token: sign it (AWS4-HMAC-SHA256), any secret will do.',
      403,
    );
  }
  return { accessKeyId, region, service };
}

/** The credential of an address that was signed for someone else to use. Errors: AwsError where its time is over. */
function presigned({ url = '/' }: IncomingMessage): string {
  const query = new URLSearchParams(url.split('?', 2)[1]);
  const credential = query.get('X-Amz-Credential');
  if (credential === null) return '';
  const [, ...at] = SIGNED_AT.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = at.map(Number);
  const endsAtMs =
    Date.UTC(year, month - 1, day, hour, minute, second) + Number(query.get('X-Amz-Expires')) * 1000;
  if (!(Date.now() < endsAtMs)) throw new AwsError('AccessDenied', 'Request has expired', 403);
  return `Credential=${credential}`;
}

/** Errors: AwsError for a service that the local stack does not have, or a call without an operation. */
export async function identifyCall(identity: Identity, request: IncomingMessage): Promise<AwsCall> {
  const { accessKeyId, region, service } = identity;
  if (service === 's3') return { accessKeyId, region, ...identifyS3Call(request) };
  if (service === 'lambda') {
    return { accessKeyId, region, ...identifyLambdaCall(request), body: await readBody(request) };
  }
  if (service === 'iot') {
    return { accessKeyId, region, ...identifyIotCall(request), body: await readBody(request) };
  }
  if (service !== 'dynamodb' && service !== 'sqs' && service !== 'events') {
    throw new AwsError(
      'UnknownEndpoint',
      `The local stack has no service "${service}". It has dynamodb (and its streams), s3, sqs, events, lambda and iot.`,
      404,
    );
  }
  const target = request.headers['x-amz-target'];
  const [api, operation] = typeof target === 'string' ? target.split('.') : [];
  if (api === undefined || operation === undefined) {
    throw new AwsError('UnknownOperationException', 'The header X-Amz-Target names no operation.');
  }
  return { protocol: 'json', accessKeyId, region, service, api, operation, body: await readBody(request) };
}

/** DynamoDB's limit of a request, the largest of all. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new AwsError('RequestTooLarge', 'The request is over 16 MB.', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

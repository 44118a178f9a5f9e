import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { S3Call, WireService } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import type { BucketModel } from '../model/stack-model';
import { decodeAwsChunked } from './decode-aws-chunked';
import { listObjects } from './list-objects';
import { startS3rver } from './start-s3rver';

export type S3Service = { readonly serve: WireService<S3Call>; close(): Promise<void> };

/** S3 over a directory, with what s3rver lacks: create-only writes, streamed uploads with checksums, listings
 *  of more than a page. Objects appear whole and on disk, or not at all. */
export async function openS3(buckets: readonly BucketModel[], directory: string): Promise<S3Service> {
  const s3rver = await startS3rver(buckets, directory);
  const agent = new Agent({ keepAlive: true });
  const exclusively = oneAtATime();
  const forward = async (request: IncomingMessage, response: ServerResponse) =>
    await passOn(await send(agent, s3rver.port, request), response);

  return {
    serve: async (call, request, response) => {
      refuseUnknownConditions(call, request);
      refuseVersions(call);
      if (call.operation === 'ListObjectsV2' && call.bucket !== undefined) {
        const query = new URL(request.url ?? '/', 'http://local').searchParams;
        answerXml(response, await listObjects(join(directory, 'buckets'), call.bucket, query));
        return;
      }
      const { operation, bucket, key } = call;
      if (operation !== 'PutObject' || bucket === undefined || key === undefined) {
        return await forward(request, response);
      }
      await exclusively(`${bucket}/${key}`, async () => {
        const createOnly = request.headers['if-none-match'] === '*';
        if (createOnly && (await s3rver.objects.existsObject(bucket, key))) throw preconditionFailed();
        await forward(request, response);
      });
    },
    close: async () => {
      agent.destroy();
      await s3rver.close();
    },
  };
}

/** Conditions that s3rver would pass over in silence. */
function refuseUnknownConditions({ operation }: S3Call, { headers }: IncomingMessage): void {
  const isRead = operation === 'GetObject' || operation === 'HeadObject';
  if (isRead && headers['if-match'] === undefined) return;
  const noneMatch = headers['if-none-match'];
  const isKnown = noneMatch === undefined || (operation === 'PutObject' && noneMatch === '*');
  if (headers['if-match'] !== undefined || !isKnown) {
    throw new AwsError('NotImplemented', `The local S3 does not know this condition of ${operation}.`, 501);
  }
}

/** s3rver keeps no versions: it would delete the object itself. */
function refuseVersions({ operation }: S3Call): void {
  if (operation === 'DeleteObjectVersion') {
    throw new AwsError('NotImplemented', 'The local S3 keeps no versions of objects.', 501);
  }
}

const preconditionFailed = () =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);

const HOP_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'expect',
  'authorization',
  'host',
]);
const FRAME_HEADERS = new Set([
  'content-length',
  'x-amz-content-sha256',
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
]);

async function send(agent: Agent, port: number, request: IncomingMessage): Promise<IncomingMessage> {
  const framed = String(request.headers['x-amz-content-sha256']).startsWith('STREAMING-');
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      ([name]) => !HOP_HEADERS.has(name) && !(framed && FRAME_HEADERS.has(name)),
    ),
  );
  if (framed) {
    headers['content-length'] = String(request.headers['x-amz-decoded-content-length']);
    const encodings = String(headers['content-encoding'] ?? '').split(/,\s*/);
    delete headers['content-encoding'];
    const own = encodings.filter((one) => one !== 'aws-chunked' && one !== '').join(',');
    if (own !== '') headers['content-encoding'] = own;
  }
  const { method, url = '/' } = request;
  const toServer = httpRequest({ agent, host: '127.0.0.1', port, method, path: unsigned(url), headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    toServer.once('response', resolve);
    toServer.once('error', reject);
  });
  const sent = framed ? pipeline(request, decodeAwsChunked(), toServer) : pipeline(request, toServer);
  const [received] = await Promise.all([answer, sent]);
  return received;
}

/** The gateway has judged who asks; s3rver would look for the signer among users of its own. */
function unsigned(url: string): string {
  const [path = '/', search = ''] = url.split('?', 2);
  const kept = search.split('&').filter((one) => one !== '' && !one.startsWith('X-Amz-'));
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

async function passOn(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = Object.entries(answer.headers).filter(([name]) => !HOP_HEADERS.has(name));
  response.writeHead(answer.statusCode ?? 502, {
    ...Object.fromEntries(headers),
    'x-amz-request-id': randomUUID(),
  });
  await pipeline(answer, response);
}

function answerXml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Runs what concerns one name one after the other. */
function oneAtATime() {
  const tails = new Map<string, Promise<unknown>>();
  return async (name: string, run: () => Promise<void>): Promise<void> => {
    const mine = (tails.get(name) ?? Promise.resolve()).then(run);
    const tail = mine.catch(() => undefined);
    tails.set(name, tail);
    try {
      await mine;
    } finally {
      if (tails.get(name) === tail) tails.delete(name);
    }
  };
}

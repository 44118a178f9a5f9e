import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { JsonCall, WireService } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import type { StreamArns } from './create-tables';

/** Passes calls on to the engine and its answers back as they come. */
export type DynamoDbService = {
  readonly serve: WireService<JsonCall>;
  /** Calls the listener with the request of each write that succeeded, by whichever call; returns how to stop
   *  that. */
  onTableWrite(listener: (request: Buffer) => void): () => void;
  close(): void;
};

const WRITES = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
]);

/** Engines tell callers apart by nothing; DynamoDB Local only wants an access key of letters and digits. */
const ENGINE_AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

export function serveDynamoDb(
  engine: { readonly endpoint: string },
  streamArns: StreamArns,
): DynamoDbService {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const listeners = new Set<(request: Buffer) => void>();
  const { hostname, port } = new URL(engine.endpoint);

  const forward = (call: JsonCall, body: Buffer) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        host: `${hostname}:${port}`,
        'content-type': 'application/x-amz-json-1.0',
        'content-length': body.length,
        'x-amz-target': `${call.api}.${call.operation}`,
        'x-amz-date': '20200101T000000Z',
        authorization: ENGINE_AUTHORIZATION,
      };
      const toEngine = httpRequest({ agent, hostname, port, method: 'POST', path: '/', headers }, resolve);
      toEngine.once('error', (cause) => reject(engineGone(cause)));
      toEngine.end(body);
    });

  return {
    serve: async (call, _request, response) => {
      const answer = await forward(call, withEngineStreamArn(call, streamArns));
      await passOn(answer, response);
      if (answer.statusCode === 200 && WRITES.has(call.operation)) {
        for (const listener of listeners) listener(call.body);
      }
    },
    onTableWrite: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => agent.destroy(),
  };
}

async function passOn(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  await pipeline(answer, response);
}

const STREAM_INPUT = z.looseObject({ StreamArn: z.string() });

/** Engines label streams in their own way; the stack knows a stream by the ARN of the model. */
function withEngineStreamArn(call: JsonCall, streamArns: StreamArns): Buffer {
  if (call.operation !== 'DescribeStream' && call.operation !== 'GetShardIterator') return call.body;
  const input = STREAM_INPUT.safeParse(JSON.parse(call.body.toString()));
  const arn = input.success ? streamArns.get(input.data.StreamArn) : undefined;
  return arn === undefined ? call.body : Buffer.from(JSON.stringify({ ...input.data, StreamArn: arn }));
}

/** SDKs try this again. A write may have been carried out nevertheless, as with AWS. */
const engineGone = (cause: Error) =>
  new AwsError('InternalServerError', `The DynamoDB engine does not answer: ${cause.message}.`, 500);

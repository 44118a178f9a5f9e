import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { createS3Client } from '../../../adapters/s3/s3-client';

export type FakeS3 = {
  readonly client: S3Client;
  /** Bytes of bodies that came in, and which operations were asked for. */
  readonly seen: { bytes: number; readonly operations: string[] };
  stop(): Promise<void>;
};

/** An S3 that keeps nothing, takes its time with each part, and can be told to refuse them. */
export async function startFakeS3({ partMs = 0, refuseParts = false } = {}): Promise<FakeS3> {
  const seen: FakeS3['seen'] = { bytes: 0, operations: [] };
  const server = createServer(async (request, response) => {
    for await (const chunk of request) seen.bytes += chunk.length;
    const query = new URL(request.url ?? '/', 'http://s3').searchParams;
    const operation = operationOf(request.method ?? '', query);
    seen.operations.push(operation);
    if (operation === 'UploadPart') await sleep(partMs);
    if (operation === 'UploadPart' && refuseParts) {
      answer(response, 403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
    } else {
      answer(response, 200, '<Result><UploadId>upload-1</UploadId><Key>k</Key><Bucket>b</Bucket></Result>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createS3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    client,
    seen,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function operationOf(method: string, query: URLSearchParams): string {
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  if (method === 'POST') return 'CompleteMultipartUpload';
  if (method === 'DELETE') return 'AbortMultipartUpload';
  return query.has('partNumber') ? 'UploadPart' : 'PutObject';
}

const answer = (response: ServerResponse, status: number, xml: string) =>
  response.writeHead(status, { ETag: '"etag"', 'Content-Type': 'application/xml' }).end(xml);

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FakeRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
export type FakeAnswer = { readonly status?: number; readonly body?: string };

/** An HTTP endpoint that AWS clients can be pointed at, and every request that it has had. */
export async function startFakeAws(answer: (request: FakeRequest) => FakeAnswer) {
  const requests: FakeRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      const { status = 200, body = '' } = answer(request);
      outgoing.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An S3 that does what quarantine needs: it creates an object only where there is none. */
export function createOnlyBucket() {
  const objects = new Map<string, string>();
  const answer = ({ path, headers, body }: FakeRequest): FakeAnswer => {
    const key = decodeURIComponent(path.split('?')[0] ?? '');
    if (headers['if-none-match'] !== '*') return { status: 400, body: errorXml('NotCreateOnly') };
    if (objects.has(key)) return { status: 412, body: errorXml('PreconditionFailed') };
    objects.set(key, body);
    return {};
  };
  return { objects, answer };
}

export const errorXml = (code: string) => `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;

/** What every client of a fake needs. */
export const FAKE_ACCESS = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

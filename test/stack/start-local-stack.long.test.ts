import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import { z } from 'zod';
import type { StackActivity } from '../../local-aws/src/lib/stack-activity';
import { until } from '../../local-aws/test/support/function-fixture';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../stack/start-local-stack';

const LIMIT_MS = 120_000;
const inventory = z.object({ items: z.array(z.object({ tagId: z.string(), status: z.string() })) });

/** Processes that this one has started and that still run, but for what a test run itself needs. */
function descendants(): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const rows = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []);
  const below = (pid: string): string[] =>
    rows.flatMap(([, child = '', parent, args = '']) => (parent === pid ? [args, ...below(child)] : []));
  return below(String(process.pid)).filter((args) => /dynoxide|dynamo|worker-bootstrap/i.test(args));
}

describe('the local stack', () => {
  let dir: string;
  let stack: LocalStack | undefined;
  const seen: StackActivity[] = [];

  const start = async (options: Partial<LocalStackOptions> = {}) => {
    const started = await startLocalStack({
      dataDir: path.join(dir, 'data'),
      log: () => {},
      settings: { wishedHttpPort: 0, wishedMqttPort: 0 },
      ...options,
    });
    started.onActivity((activity) => seen.push(activity));
    return started;
  };
  const call = async (method: string, target: string, body?: unknown) => {
    const response = await fetch(`${stack?.info.apiUrl}${target}`, {
      method,
      headers: { authorization: `Bearer ${stack?.info.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const publish = async (message: string, of = stack!.info.mqtt.clientId) => {
    const { host, port, clientId, ca, cert, key } = stack!.info.mqtt;
    const client = await connectAsync(`mqtts://${host}:${port}`, {
      protocolVersion: 5,
      clientId,
      ca: readFileSync(ca),
      cert: readFileSync(cert),
      key: readFileSync(key),
    });
    try {
      await client.publishAsync(`shelflog/readers/${of}/scans`, message, { qos: 1 });
    } finally {
      await client.endAsync();
    }
  };
  const statusOf = async (tagId: string) => {
    const { items } = inventory.parse((await call('GET', '/v1/inventory')).body);
    return items.find((item) => item.tagId === tagId)?.status;
  };

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-stack-'));
    stack = await start();
  }, LIMIT_MS);
  afterAll(async () => {
    await stack?.close();
    await rm(dir, { recursive: true, force: true });
  }, LIMIT_MS);

  it(
    'takes a scan all the way from MQTT to the API',
    async () => {
      const book = { bookId: 'book-1', name: 'Emma', author: 'Jane Austen' };
      expect(await call('POST', '/v1/books', book)).toMatchObject({ status: 201 });
      expect(await call('POST', '/v1/tags', { tagId: '77', bookId: 'book-1' })).toMatchObject({
        status: 201,
      });
      const scan = { scanId: 'scan-1', tagId: '77', scannedAt: new Date().toISOString(), mode: 'checkout' };
      await publish(JSON.stringify(scan));
      await until(async () => (await statusOf('77')) === 'on-loan', 60_000);
      expect(seen.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['client-connected', 'message-accepted', 'invoked', 'batch-done']),
      );
      expect(seen.filter(({ kind }) => kind === 'trouble' || kind === 'function-error')).toEqual([]);
      await until(() => [...(stack?.depths().invocations.values() ?? [])].every((depth) => depth === 0));
    },
    LIMIT_MS,
  );

  it('refuses a reader that publishes for another', async () => {
    await expect(publish('{}', 'desk-2')).rejects.toMatchObject({ code: 135 });
  });

  it(
    'refuses a second stack on the same data directory, and the first goes on',
    async () => {
      await expect(start()).rejects.toThrow('in use by another local stack');
      expect((await call('GET', '/v1/stock')).status).toBe(200);
    },
    LIMIT_MS,
  );

  it(
    'refuses a port that is taken when it was asked for, and leaves nothing running',
    async () => {
      const before = descendants().length;
      const port = Number(new URL(stack?.info.apiUrl ?? '').port);
      await expect(start({ dataDir: path.join(dir, 'other'), port })).rejects.toThrow(
        `Port ${port} is in use`,
      );
      expect(descendants()).toHaveLength(before);
    },
    LIMIT_MS,
  );

  it(
    'ends every process when it is closed, and finds everything again',
    async () => {
      expect(descendants().length).toBeGreaterThan(1);
      const { apiUrl } = stack!.info;
      await stack?.close();
      expect(descendants()).toEqual([]);
      await expect(fetch(apiUrl)).rejects.toThrow();

      stack = await start();
      expect(await statusOf('77')).toBe('on-loan');
    },
    LIMIT_MS,
  );
});

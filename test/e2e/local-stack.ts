import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

const BIN = resolve(__dirname, '../../bin/shelflog.js');

const localFile = z.object({
  pid: z.number(),
  apiUrl: z.string(),
  token: z.string(),
  endpoint: z.string(),
  region: z.string(),
  bucket: z.string(),
  tables: z.record(z.string(), z.string()),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

export type Answer = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A folder of its own with a local stack that can be started, killed and started again in it. */
export function aLocalStack(settings: readonly string[] = ['--empty']) {
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-e2e-'));
  const file = join(folder, '.shelflog/local.json');
  let stack: ChildProcess | undefined;
  let output = '';

  const info = () => localFile.parse(JSON.parse(readFileSync(file, 'utf8')));

  return {
    folder,
    info,

    async start() {
      rmSync(file, { force: true });
      output = '';
      const child = spawn(process.execPath, [BIN, 'start', ...settings, '--data-dir', join(folder, 'data')], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      stack = child;
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
      for (let waited = 0; !existsSync(file); waited += 100) {
        if (child.exitCode !== null || waited > 240_000)
          throw new Error(`The stack did not start.\n${output}`);
        await sleep(100);
      }
    },

    /** Ends the main process with no chance to tidy up. */
    async kill() {
      const gone = new Promise((done) => stack?.once('exit', done));
      stack?.kill('SIGKILL');
      await gone;
    },

    async stop() {
      if (stack === undefined || stack.exitCode !== null || stack.signalCode !== null) return;
      const gone = new Promise((done) => stack?.once('exit', done));
      stack.kill('SIGINT');
      await gone;
    },

    remove: () => rmSync(folder, { recursive: true, force: true }),

    cli: (...args: readonly string[]): Promise<Answer> =>
      new Promise((done) => {
        execFile(
          process.execPath,
          [BIN, ...args],
          { cwd: folder, maxBuffer: 2 ** 28 },
          (error, stdout, stderr) => {
            done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
          },
        );
      }),

    async api(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
      const { apiUrl, token } = info();
      const response = await fetch(new URL(path, apiUrl), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },

    output: () => output,
  };
}

export type LocalStack = ReturnType<typeof aLocalStack>;

const page = z.object({ items: z.array(z.unknown()), cursor: z.string().nullish() });

/** All items of a list, page after page. */
export async function allItems(stack: LocalStack, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null | undefined;
  do {
    const url = new URL(path, 'http://stack');
    url.searchParams.set('limit', '200');
    if (cursor) url.searchParams.set('cursor', cursor);
    const { status, body } = await stack.api('GET', url.pathname + url.search);
    if (status !== 200) throw new Error(`GET ${url.pathname} answered ${status}: ${JSON.stringify(body)}`);
    const answer = page.parse(body);
    items.push(...answer.items);
    cursor = answer.cursor;
  } while (cursor);
  return items;
}

/** Every exported file, by its key. */
export async function exportedFiles(stack: LocalStack): Promise<Map<string, string>> {
  const { endpoint, region, bucket, credentials } = stack.info();
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const files = new Map<string, string>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    for (const { Key = '' } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      files.set(Key, (await Body?.transformToString()) ?? '');
    }
  }
  client.destroy();
  return files;
}

/** The rows of a CSV file under its header. */
export const rowsOf = (text: string) => text.split('\r\n').slice(1, -1);

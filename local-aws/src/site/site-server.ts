import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { listen } from '../lib/listen';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const ONE_PAGE = '/index.html';
const SETTINGS = '/config.json';
/** Names of files there carry the hash of what is in them. */
const HASHED = '/assets/';

/** What a site answers besides its files. */
export type SiteAnswers = {
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Answered as `/config.json`. */
  readonly settings: unknown;
};

export type SiteServer = {
  readonly port: number;
  /** Until then it answers 503. */
  serve(folder: string, answers: SiteAnswers): void;
  close(): Promise<void>;
};

type Served = SiteAnswers & { readonly folder: string };

/** A site of static files on 127.0.0.1, as CloudFront serves it: a path whose last part has no dot is the one
 *  page; a file that is missing is 404. */
export async function startSiteServer(wishedPort: number): Promise<SiteServer> {
  let served: Served | undefined;
  const server = createServer((message, response) => {
    void answer(message, response, served);
  });
  const port = await listen(server, wishedPort, true);
  return {
    port,
    serve: (folder, answers) => {
      served = { ...answers, folder };
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(message: IncomingMessage, response: ServerResponse, served?: Served): Promise<void> {
  if (!served) return end(response, 503, 'Not ready yet. Try again in a moment.');
  for (const [name, value] of Object.entries(served.headers)) response.setHeader(name, value);
  if (message.method !== 'GET' && message.method !== 'HEAD') return end(response, 405, 'GET or HEAD only.');
  const name = fileOf(message.url ?? '/');
  const body = await bodyOf(name, served);
  if (body === undefined) return end(response, 404, 'There is no such file.');
  response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
  response.setHeader(
    'cache-control',
    name.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  response.end(message.method === 'HEAD' ? undefined : body);
}

function fileOf(target: string): string {
  const { pathname } = new URL(target, 'http://site');
  return pathname.split('/').at(-1)?.includes('.') ? pathname : ONE_PAGE;
}

async function bodyOf(name: string, { folder, settings }: Served): Promise<Buffer | string | undefined> {
  if (name === SETTINGS) return JSON.stringify(settings);
  try {
    const file = path.join(folder, decodeURIComponent(name));
    return file.startsWith(path.join(folder, path.sep)) ? await readFile(file) : undefined;
  } catch {
    // Missing, a folder, or no name that a file could have.
    return undefined;
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(text);
}

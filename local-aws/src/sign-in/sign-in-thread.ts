import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { listen } from '../lib/listen';
import { messageOf } from '../lib/stack-activity';
import type { Provider } from './oidc-types';
import { providerSettings } from './provider-settings';
import { faultPage, signInPage } from './sign-in-page';
import type { SignInMessage, SignInSetup } from './sign-in-setup';

const setup: SignInSetup = workerData;
const MAX_FORM_BYTES = 4_096;

/** Every answer of the form. Its one script and its style are its own. */
const FORM_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

async function start(): Promise<SignInMessage> {
  const { default: OidcProvider } = await import('oidc-provider');
  let provider: Provider | undefined;
  const server = createServer((message, response) => {
    if (provider === undefined) return response.writeHead(503).end();
    if (!message.url?.startsWith('/sign-in/')) return provider.callback()(message, response);
    return signIn(provider, message, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(400, FORM_HEADERS);
      response.end(faultPage(messageOf(error)));
    });
  });
  const port = await listen(server, setup.wishedPort, true);
  provider = new OidcProvider(`http://127.0.0.1:${port}`, providerSettings(setup));
  provider.on('server_error', (_, error) => tell({ trouble: messageOf(error) }));
  return { port };
}

async function signIn(provider: Provider, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(message, response);
  const form = message.method === 'POST' ? await readForm(message) : undefined;
  const name = form?.get('username') ?? '';
  const user = setup.users.find((one) => one.name === name);
  if (form && user && isSame(form.get('password') ?? '', user.password)) {
    await provider.interactionFinished(message, response, { login: { accountId: user.name } });
    return;
  }
  response.writeHead(form ? 401 : 200, FORM_HEADERS);
  response.end(signInPage(`/sign-in/${uid}`, form && { name }));
}

async function readForm(message: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of message) {
    text += String(chunk);
    if (text.length > MAX_FORM_BYTES) throw new Error('The form is too large.');
  }
  return new URLSearchParams(text);
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const tell = (message: SignInMessage) => parentPort?.postMessage(message);

start().then(tell, (error: unknown) => tell({ fault: messageOf(error) }));

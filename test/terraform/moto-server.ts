import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type MotoServer = { readonly endpoint: string; stop(): Promise<void> };

/** AWS's control plane on this machine, as the given account. */
export async function startMotoServer(program: string, accountId: string): Promise<MotoServer> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, MOTO_ACCOUNT_ID: accountId },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const answers = async () => (await fetch(`${endpoint}/moto-api/`).catch(() => undefined))?.ok === true;
  for (let tries = 0; !(await answers()); tries += 1) {
    if (tries > 120 || child.exitCode !== null) throw new Error('moto_server does not answer.');
    await sleep(500);
  }
  return {
    endpoint,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

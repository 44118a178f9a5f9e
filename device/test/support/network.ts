import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export type Weather = 'clear' | 'cut' | 'frozen' | 'slow' | 'refusing';

/** A network between reader and broker that can be cut, frozen, slow, or refuse. `cut` ends all connections once
 *  and is clear again; `frozen` carries nothing and says nothing; `refusing` ends each connection that is made. */
export async function startNetwork(brokerPort: number) {
  const pairs = new Set<readonly [Socket, Socket]>();
  let weather: Weather = 'clear';
  const server: Server = createServer((near) => {
    if (weather === 'refusing') {
      near.destroy();
      return;
    }
    const far = connect(brokerPort, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    forward(near, far, () => weather);
    forward(far, near, () => weather);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    set: (next: Weather) => {
      weather = next;
      if (next === 'cut' || next === 'refusing') for (const [near] of pairs) near.destroy();
      if (next === 'cut') weather = 'clear';
    },
    close: async () => {
      for (const [near] of pairs) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Network = Awaited<ReturnType<typeof startNetwork>>;

const SLOW_MS = 300;
const LOOK_MS = 20;

/** In order, whatever the weather was when each piece came. */
function forward(from: Socket, to: Socket, weather: () => Weather): void {
  let tail = Promise.resolve();
  from.on('data', (bytes) => {
    tail = tail.then(async () => {
      if (weather() === 'slow') await pause(SLOW_MS);
      while (weather() === 'frozen' && !to.destroyed) await pause(LOOK_MS);
      if (!to.destroyed) to.write(bytes);
    });
  });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

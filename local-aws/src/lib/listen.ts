import type { AddressInfo, Server } from 'node:net';

/** Listens on 127.0.0.1 and returns the port.
 *  Errors: rejects, saying what to do, if the port is taken and was not only a wish. */
export async function listen(server: Server, port: number, portIsWish: boolean): Promise<number> {
  try {
    await listenOn(server, port);
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (!portIsWish) {
      throw new Error(`Port ${port} is in use. Choose another with --port.`, { cause: error });
    }
    await listenOn(server, 0);
  }
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
}

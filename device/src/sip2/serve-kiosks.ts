import { readFileSync } from 'node:fs';
import { BlockList, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { KioskSession, type SessionParts } from './kiosk-session';
import { LineSplitter } from './line-splitter';
import type { Sip2Settings } from './sip2-config';

export type KioskServer = {
  readonly port: number;
  /** Ends each connection once what it was asked is answered. */
  close(): Promise<void>;
};

type Parts = SessionParts & {
  /** How long half a message, and a connection without a login, is waited for. */
  readonly patienceMs?: number;
};

/** More kiosks than a library has. */
const MAX_CONNECTIONS = 100;
const PATIENCE_MS = 30_000;
/** A kiosk that has gone away without a word is noticed by then. */
const KEEP_ALIVE_MS = 60_000;

/** Listens for kiosks. Errors: rejects where the address cannot be listened at, or the files of TLS not be used. */
export async function serveKiosks(
  { listen, allow, tls }: Pick<Sip2Settings, 'listen' | 'allow' | 'tls'>,
  parts: Parts,
): Promise<KioskServer> {
  const sockets = new Set<Socket>();
  const isAllowed = allowedFrom(allow);
  const onConnection = (socket: Socket) => {
    if (sockets.size >= MAX_CONNECTIONS || !isAllowed(socket.remoteAddress ?? '')) {
      parts.log(`sip2: a connection from ${socket.remoteAddress} was refused`);
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveKiosk(socket, parts);
  };
  const server = tls
    ? createTlsServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, onConnection)
    : createServer(onConnection);
  await listening(server, listen);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : listen.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroySoon();
      }),
  };
}

function listening(server: Server, { host, port }: Sip2Settings['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Line by line, each answered before the next is looked at. */
function serveKiosk(socket: Socket, parts: Parts): void {
  const session = new KioskSession(parts);
  const splitter = new LineSplitter();
  let answering = Promise.resolve();
  let patience: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(patience);
    if (session.isLoggedIn && !splitter.isWithin) return;
    patience = setTimeout(() => socket.destroy(), parts.patienceMs ?? PATIENCE_MS).unref();
  };
  const answer = async (line: string) => {
    const told = await session.answer(line);
    if (told === undefined) socket.destroySoon();
    else if (socket.writable) socket.write(Buffer.from(`${told}\r`, 'latin1'));
  };
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    const { lines, isTooLong } = splitter.push(chunk);
    socket.pause();
    answering = answering
      .then(async () => {
        for (const line of lines) await answer(line);
        if (isTooLong) throw new Error('more than a message may have, without an end');
        wait();
        socket.resume();
      })
      .catch((fault: unknown) => {
        parts.log(`sip2: a connection was ended: ${fault instanceof Error ? fault.message : String(fault)}`);
        socket.destroy();
      });
  });
  // A kiosk that resets its connection has gone; nothing of it is lost.
  socket.on('error', () => undefined);
  socket.on('close', () => clearTimeout(patience));
  wait();
}

function allowedFrom(allow: Sip2Settings['allow']): (address: string) => boolean {
  if (allow === undefined) return () => true;
  const list = new BlockList();
  for (const cidr of allow) {
    const [network = '', prefix] = cidr.split('/');
    list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

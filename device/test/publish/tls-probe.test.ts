import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { checkOwnCertificate } from '../../src/publish/own-certificate';
import { probeTls } from '../../src/publish/tls-probe';
import { type Authority, makeAuthority } from '../support/authority';

const YEAR_MS = 365 * 86_400_000;

describe('what keeps a reader from its broker, by TLS', () => {
  let dir: string;
  let own: Authority;
  let foreign: Authority;
  let reader: { cert: string; key: string };
  let servers: { close(): void }[];
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'shelflog-tls-'));
    own = await makeAuthority(dir, 'own');
    foreign = await makeAuthority(dir, 'foreign');
    reader = (await own.issue({ name: 'r-1' })).files;
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  beforeEach(() => {
    servers = [];
  });
  afterEach(() => {
    for (const server of servers) server.close();
  });

  const listen = (server: Server | ReturnType<typeof createTcpServer>): Promise<number> => {
    servers.push(server);
    return new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
  };
  const serve = async (authority: Authority, more: object, tls: object = {}) => {
    const { pem } = await authority.issue({ name: 'broker', address: '127.0.0.1', ...more });
    const server = createServer({ ...pem, ca: own.pem, requestCert: true, rejectUnauthorized: true, ...tls });
    server.on('tlsClientError', () => undefined);
    return await listen(server);
  };
  const probe = (port: number, files = reader) =>
    probeTls({ host: '127.0.0.1', port, clientId: 'r-1', ca: own.file, ...files }, 2_000);

  it('finds no fault in a broker that takes the reader', async () => {
    expect(await probe(await serve(own, {}))).toBeUndefined();
  });

  it.each([
    [
      'has expired',
      { from: Date.now() - 2 * YEAR_MS, to: Date.now() - YEAR_MS },
      'broker-certificate-expired',
    ],
    [
      'is not valid yet',
      { from: Date.now() + YEAR_MS, to: Date.now() + 2 * YEAR_MS },
      'broker-certificate-not-yet-valid',
    ],
    ['is of another name', { address: '127.0.0.2' }, 'broker-certificate-other-name'],
  ])('tells that the broker’s certificate %s', async (_, more, code) => {
    const fault = await probe(await serve(own, more));
    expect(fault?.code).toBe(code);
    if (code.includes('valid') || code.includes('expired')) {
      expect(fault?.message).toContain(new Date().toISOString().slice(0, 10));
    }
  });

  it('tells that the broker’s certificate is of an authority it does not know', async () => {
    expect((await probe(await serve(foreign, {})))?.code).toBe('broker-certificate-foreign');
  });

  it.each(['TLSv1.2', 'TLSv1.3'])(
    'tells that the broker refuses the reader’s own certificate, over %s',
    async (maxVersion) => {
      const { files } = await foreign.issue({ name: 'r-1' });
      const fault = await probe(await serve(own, {}, { maxVersion }), files);
      expect(['own-certificate-refused', 'broker-unreachable']).toContain(fault?.code);
    },
  );

  it('tells that nobody listens, that the other end is silent, and that it is no TLS', async () => {
    const gone = createTcpServer();
    const port = await listen(gone);
    gone.close();
    expect(await probe(port)).toMatchObject({
      code: 'broker-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await probe(await listen(createTcpServer()))).toMatchObject({
      message: expect.stringContaining('within 2 s'),
    });
    const closing = await listen(createTcpServer((socket) => socket.destroy()));
    expect((await probe(closing))?.code).toBe('broker-unreachable');
  });

  it('looks at the reader’s own certificate and key', async () => {
    const now = Date.now();
    const codes = (files: { cert: string; key: string }, readerId = 'r-1', nowMs = now) => {
      const { faults, doubts } = checkOwnCertificate(files, readerId, nowMs);
      return [...faults, ...doubts].map(({ code }) => code);
    };
    const other = await own.issue({ name: 'r-2' });
    expect(codes(reader)).toEqual([]);
    expect(codes(reader, 'r-9')).toEqual(['certificate-of-other-reader']);
    expect(codes({ ...reader, key: other.files.key })).toEqual(['key-of-other-certificate']);
    expect(codes({ cert: dir, key: join(dir, 'missing') })).toEqual([
      'certificate-unreadable',
      'key-unreadable',
    ]);
    expect(codes(reader, 'r-1', Date.parse('1970-01-02T00:00:00Z'))).toEqual(['certificate-not-yet-valid']);
    expect(codes(reader, 'r-1', Date.parse('2106-01-01T00:00:00Z'))).toEqual(['certificate-expired']);
  });
});

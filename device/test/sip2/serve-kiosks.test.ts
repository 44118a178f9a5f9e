import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { KnownCopies } from '../../src/sip2/known-copies';
import { MAX_LINE_BYTES } from '../../src/sip2/line-splitter';
import { hashPassword } from '../../src/sip2/password-hash';
import { type KioskServer, serveKiosks } from '../../src/sip2/serve-kiosks';
import { checkin, checkout, NOW, NOW_TEXT, summed } from './session-fixture';

let server: KioskServer | undefined;
const kiosks: Socket[] = [];
const logged: string[] = [];
let kept = 0;
afterEach(async () => {
  for (const kiosk of kiosks.splice(0)) kiosk.destroy();
  await server?.close();
  logged.length = 0;
});

async function serve(more: object = {}, settings: object = {}) {
  kept = 0;
  server = await serveKiosks(
    { listen: { host: '127.0.0.1', port: 0 }, allow: undefined, tls: undefined, ...settings },
    {
      keep: () => ({ scanId: `s-${++kept}`, atMs: NOW }),
      copies: new KnownCopies(),
      institution: 'main',
      nowMs: () => NOW,
      told: new Map(),
      log: (text) => void logged.push(text),
      patienceMs: 200,
      ...more,
    },
  );
  return server;
}

async function aKiosk({ port }: KioskServer) {
  const socket = connect(port, '127.0.0.1');
  kiosks.push(socket);
  let got = '';
  socket.on('data', (bytes) => {
    got += bytes.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  return {
    socket,
    closed,
    send: (text: string) => socket.write(Buffer.from(text, 'latin1')),
    async lines(count: number) {
      while (got.split('\r').length <= count) await sleep(5);
      return got.split('\r').slice(0, count);
    },
  };
}

describe('a server of kiosks', () => {
  it('answers messages in their order, in whatever pieces they come, each ended by CR', async () => {
    const kiosk = await aKiosk(await serve());
    const messages = [checkout('t-1'), checkin('t-1'), `17${NOW_TEXT}ABt-1|`].map(summed);
    for (const byte of `${messages.join('\r\n')}\r\n`) kiosk.send(byte);
    const answers = await kiosk.lines(3);
    expect(answers.map((answer) => answer.slice(0, 4))).toEqual(['121N', '101Y', '1803']);
    expect(answers.map((answer) => /AY(\d)AZ/.exec(answer)?.[1])).toEqual(['0', '1', '2']);
  });

  it('gives back the bytes of a card in whatever encoding they came', async () => {
    const kiosk = await aKiosk(await serve());
    kiosk.send(`35${NOW_TEXT}AOmain|AA\xc3\xb1\x82|\r`);
    expect((await kiosk.lines(1))[0]).toContain('AA\xc3\xb1\x82|');
  });

  it('ends a connection whose message has no end, and goes on with the others', async () => {
    const running = await serve();
    const [good, endless] = [await aKiosk(running), await aKiosk(running)];
    endless.send('9'.repeat(1024 * 1024));
    await endless.closed;
    good.send('9900302.00\r');
    expect((await good.lines(1))[0]).toMatch(/^98/);
    expect(logged.join()).toContain('without an end');
    expect(MAX_LINE_BYTES).toBeLessThan(1024 * 1024);
  });

  it('waits for the rest of a message for a while only, and for the next message as long as it takes', async () => {
    const running = await serve();
    const [half, idle] = [await aKiosk(running), await aKiosk(running)];
    idle.send('9900302.00\r');
    half.send('99003');
    await half.closed;
    await sleep(300);
    idle.send('9900302.00\r');
    expect(await idle.lines(2)).toHaveLength(2);
  });

  it('serves a hundred kiosks at once and refuses the others at once', async () => {
    const running = await serve();
    const all = await Promise.all(Array.from({ length: 200 }, () => aKiosk(running)));
    for (const kiosk of all) kiosk.send('9900302.00\r');
    while (all.filter(({ socket }) => socket.destroyed).length < 100) await sleep(20);
    const open = all.filter(({ socket }) => !socket.destroyed);
    expect(open).toHaveLength(100);
    for (const kiosk of open) expect(await kiosk.lines(1)).toHaveLength(1);
  });

  it('lets in only whom the settings allow', async () => {
    const kiosk = await aKiosk(await serve({}, { allow: ['10.0.0.0/8', '::1/128'] }));
    await kiosk.closed;
    expect(logged.join()).toContain('127.0.0.1 was refused');
    await server?.close();
    const allowed = await aKiosk(await serve({}, { allow: ['127.0.0.0/8'] }));
    allowed.send('9900302.00\r');
    expect(await allowed.lines(1)).toHaveLength(1);
  });

  it('ends a connection that does not log in', async () => {
    const logins = { hall: await hashPassword(Buffer.from('pw')) };
    const running = await serve({ logins });
    const silent = await aKiosk(running);
    await silent.closed;
    const rash = await aKiosk(running);
    rash.send(`${checkout('t-1')}\r`);
    await rash.closed;
    expect(kept).toBe(0);
  });

  it('says what is wrong with an address that it cannot listen at', async () => {
    const { port } = await serve();
    await expect(serve({}, { listen: { host: '127.0.0.1', port } })).rejects.toThrow('EADDRINUSE');
  });
});

import { scryptSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checksumOf } from '../src/sip2/checksum';
import { type LocalBroker, startLocalBroker } from './support/local-broker';
import { type Network, startNetwork } from './support/network';
import { type Random, seededRandom } from './support/random';
import { ReaderProcess } from './support/reader-process';
import { arrivedScans } from './support/test-broker';

const SEED = Number(process.env['SHELFLOG_SEED'] ?? Date.now() % 100_000);
const KILLS = Number(process.env['SHELFLOG_KIOSK_KILLS'] ?? 8);
const GATEWAY = 'kiosks';
const KIOSKS = ['hall-1', 'hall-2'];
const ITEMS_A_KIOSK = 12;
const CARD = 'card-of-nobody-4711';
const PASSWORD = 'word-of-the-kiosks';

/** As cheap as a hash may be: kiosks log in after each kill. */
const SALT = Buffer.alloc(16, 7);
const b64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
const HASH = scryptSync(PASSWORD, SALT, 32, { N: 1024, r: 8, p: 1 });
const QUICK_HASH = `$scrypt$ln=10,r=8,p=1$${b64(SALT)}$${b64(HASH)}`;

/** What a kiosk was told was done, in its order. */
type Done = { readonly item: string; readonly kind: 'checkout' | 'return' | 'cancel' };

let broker: LocalBroker;
let network: Network;
let dir: string;
let gateway: ReaderProcess | undefined;
const said: string[] = [];

beforeAll(async () => {
  broker = await startLocalBroker();
  network = await startNetwork(broker.port);
  dir = mkdtempSync(join(tmpdir(), 'shelflog-kiosks-'));
});
afterAll(async () => {
  await gateway?.end('SIGKILL');
  await network.close();
  await broker.close();
  rmSync(dir, { recursive: true, force: true });
});

async function writeConfig(): Promise<string> {
  const folder = join(dir, 'gateway');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'sip2.json');
  const config = {
    readerId: GATEWAY,
    endpoint: '127.0.0.1',
    port: network.port,
    ...(await broker.filesOf(GATEWAY)),
    spoolDir: join(folder, 'spool'),
    sip2: {
      listen: '127.0.0.1:0',
      institution: 'main',
      encoding: 'utf-8',
      logins: Object.fromEntries(KIOSKS.map((name) => [name, QUICK_HASH])),
    },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function startGateway(config: string): Promise<void> {
  const started = await ReaderProcess.start(config, {}, 'sip2');
  await started.until(() => started.events('ready').length > 0, 'ready', 60_000);
  gateway = started;
}

async function killGateway(): Promise<void> {
  await gateway?.end('SIGKILL');
  said.push(...(gateway?.lines ?? []).map((line) => JSON.stringify(line)), ...(gateway?.errors ?? []));
}

const portNow = () => Number(gateway?.events('ready')[0]?.['port'] ?? 0);

/** A kiosk that logs in when it has lost its connection, and sends what was not answered once more. */
class Kiosk {
  private socket: Socket | undefined;
  private got = '';

  constructor(private readonly name: string) {}

  async ask(message: string): Promise<string> {
    for (;;) {
      const answer = await this.connected()
        .then(() => this.send(message))
        .catch(() => undefined);
      if (answer !== undefined) return answer;
      await sleep(50);
    }
  }

  end(): void {
    this.socket?.destroy();
  }

  private async connected(): Promise<void> {
    if (this.socket && !this.socket.destroyed) return;
    this.got = '';
    this.socket = connect(portNow(), '127.0.0.1');
    this.socket.on('data', (bytes) => {
      this.got += bytes.toString('latin1');
    });
    this.socket.on('error', () => undefined);
    if ((await this.send(`9300CN${this.name}|CO${PASSWORD}|`)) !== '941') throw new Error('no login');
  }

  private async send(message: string): Promise<string> {
    this.socket?.write(`${message}\r`);
    while (!this.got.includes('\r')) {
      if (this.socket?.destroyed) throw new Error('closed');
      await sleep(2);
    }
    const [answer = ''] = this.got.split('\r');
    this.got = this.got.slice(answer.length + 1);
    return answer;
  }
}

/** A kiosk and its own copies, until it is over. */
async function work(name: string, random: Random, done: Done[], over: () => boolean): Promise<void> {
  const kiosk = new Kiosk(name);
  const isOut = new Map<string, boolean>();
  for (let n = 0; !over(); n += 1) {
    const item = `${name}-item-${random.below(ITEMS_A_KIOSK)}`;
    const out = isOut.get(item) ?? false;
    const last = done.at(-1);
    const isCancel = out && last?.item === item && last.kind === 'checkout' && random.chance(0.5);
    const kind = out ? (isCancel ? 'cancel' : 'return') : 'checkout';
    const answer = await kiosk.ask(messageOf(kind, item, n));
    expect(answer.slice(0, 3)).toBe(kind === 'checkout' ? '121' : '101');
    done.push({ item, kind });
    isOut.set(item, !out);
    await sleep(random.below(20));
  }
  kiosk.end();
}

function messageOf(kind: Done['kind'], item: string, n: number): string {
  const time = '20261128    101500';
  const ofItem = `AOmain|AB${item}|AC|`;
  const message =
    kind === 'checkout'
      ? `11YN${time}20261212    235900AA${CARD}|${ofItem}`
      : `09N${time}${time}APhall|${ofItem}${kind === 'cancel' ? 'BIY|' : ''}`;
  const counted = `${message}AY${n % 10}AZ`;
  return counted + checksumOf(counted);
}

/** The scans of a copy in their order, a repetition told as one; `cancel` names a scan that is there. */
function storedOf(item: string): Done['kind'][] {
  const scans = arrivedScans(broker, GATEWAY).filter(({ tagId }) => tagId === item);
  const byId = new Map(scans.map((scan) => [scan['scanId'], scan]));
  const inOrder = [...byId.values()].sort((one, other) => Number(one['seq']) - Number(other['seq']));
  const kinds = inOrder.map(({ mode, cancels }): Done['kind'] => {
    if (cancels !== undefined) expect(byId.get(cancels)?.['mode']).toBe('checkout');
    if (cancels !== undefined) return 'cancel';
    return mode === 'checkout' ? 'checkout' : 'return';
  });
  // After a kill a cancel may come again: its checkout is void by then, and what comes is a return of what is there.
  const isAgain = (kind: Done['kind'], n: number) =>
    kind === kinds[n - 1] || (kind === 'return' && kinds[n - 1] === 'cancel');
  return kinds.filter((kind, n) => !isAgain(kind, n));
}

describe(`kiosks whose gateway is killed, with seed ${SEED}`, () => {
  it(`lend and take back each copy once, in their order (${KILLS} kills)`, async () => {
    const random = seededRandom(SEED);
    const config = await writeConfig();
    await startGateway(config);
    let over = false;
    const done = KIOSKS.map((): Done[] => []);
    const working = KIOSKS.map((name, n) =>
      work(name, seededRandom(SEED + n + 1), done[n] ?? [], () => over),
    );
    const answered = () => done.flat().length;
    for (let kill = 0; kill < KILLS; kill += 1) {
      network.set(random.chance(0.6) ? 'refusing' : 'clear');
      const until = answered() + 20 + random.below(40);
      while (answered() < until) await sleep(random.below(20));
      await killGateway();
      await startGateway(config);
    }
    over = true;
    await Promise.all(working);
    const all = done.flat();
    network.set('clear');
    const there = () => new Set(arrivedScans(broker, GATEWAY).map(({ scanId }) => scanId));
    const accepted = gateway?.events('accepted').at(-1)?.['seq'] ?? 0;
    await gateway?.until(
      () => Number(gateway?.publishedUpTo()) >= Number(accepted),
      'all published',
      120_000,
    );
    expect(await gateway?.end('SIGTERM')).toBe(0);

    const items = [...new Set(all.map(({ item }) => item))];
    expect(items.length).toBeGreaterThan(ITEMS_A_KIOSK);
    const stored = items.map((item) => [item, storedOf(item)]);
    const told = items.map((item) => [item, all.filter((one) => one.item === item).map(({ kind }) => kind)]);
    expect(stored).toEqual(told);
    const figures = { kills: KILLS, told: all.length, stored: there().size };
    process.stderr.write(`kiosks, seed ${SEED}: ${JSON.stringify(figures)}\n`);
  });

  it('leave no card and no password anywhere', () => {
    const folder = join(dir, 'gateway');
    const files = readdirSync(join(folder, 'spool')).map((name) => join(folder, 'spool', name));
    const texts = [
      ...files.map((file) => readFileSync(file, 'latin1')),
      ...said,
      ...(gateway?.lines ?? []).map((line) => JSON.stringify(line)),
      ...(gateway?.errors ?? []),
      ...broker.arrived.map(({ payload }) => payload),
    ];
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => text.includes(CARD) || text.includes(PASSWORD))).toEqual([]);
  });
});

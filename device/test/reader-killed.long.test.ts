import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalBroker, startLocalBroker } from './support/local-broker';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from './support/mosquitto';
import { type Network, startNetwork } from './support/network';
import { type Random, seededRandom } from './support/random';
import { oneByOne, ReaderProcess, writeReaderConfig } from './support/reader-process';
import { arrivedScans, type TestBroker } from './support/test-broker';

const KILLS = Number(process.env['SHELFLOG_READER_KILLS'] ?? 60);
const SEED = Number(process.env['SHELFLOG_SEED'] ?? Date.now() % 100_000);
const TAG_EVERY_MS = 40;
const READER = 'r-1';

jest.setTimeout(KILLS * 30_000 + 300_000);

describe.each([
  ['mosquitto', describeWithMosquitto(), startMosquitto],
  ['the local stack’s broker', describe, startLocalBroker],
] as const)('a reader that is killed while tags keep coming, on %s', (name, describeHere, startBroker) => {
  describeHere(`with seed ${SEED}`, () => {
    let broker: Mosquitto | LocalBroker;
    let network: Network;
    let dir: string;
    beforeAll(async () => {
      broker = await startBroker();
      network = await startNetwork(broker.port);
      dir = mkdtempSync(join(tmpdir(), 'shelflog-killed-'));
    });
    afterAll(async () => {
      await network.close();
      await broker.close();
      rmSync(dir, { recursive: true, force: true });
    });

    it(`brings every scan that beeped, each with one content (${KILLS / 2} kills)`, async () => {
      const random = seededRandom(SEED);
      const weather = keepChanging(broker, network, random);
      const beeped: unknown[] = [];
      for (let kill = 1; kill <= KILLS / 2; kill += 1) {
        const reader = await ReaderProcess.start(await configOf(broker, network, dir, kill));
        if (random.chance(0.8)) await reader.until(() => reader.events('ready').length > 0, 'ready', 60_000);
        await sleep(random.below(1_500));
        await reader.end('SIGKILL');
        beeped.push(...reader.events('accepted').map(({ scanId }) => scanId));
      }
      await weather.clear();
      const last = await ReaderProcess.start(await configOf(broker, network, dir, 0));
      const missing = () => {
        const there = new Set(arrivedScans(broker, READER).map(({ scanId }) => scanId));
        return beeped.filter((scanId) => !there.has(scanId));
      };
      const empty = () => last.events('health').length > 0 && missing().length === 0;
      await last.until(empty, 'every beeped scan with the broker', 180_000).catch(() => undefined);
      expect(await last.end('SIGTERM')).toBe(0);
      expect(missing()).toEqual([]);

      const scans = arrivedScans(broker, READER);
      const contents = new Map<unknown, string>();
      for (const scan of scans) {
        const content = JSON.stringify(scan);
        expect(contents.get(scan['scanId']) ?? content).toBe(content);
        contents.set(scan['scanId'], content);
      }
      const seqs = [...new Set(scans.map(({ seq }) => Number(seq)))].sort((a, b) => a - b);
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => n + 1));
      const figures = {
        kills: KILLS / 2,
        beeped: beeped.length,
        stored: contents.size,
        sentTwice: scans.length - contents.size,
      };
      process.stderr.write(
        `${name}, seed ${SEED}: ${JSON.stringify({ ...figures, weather: weather.count })}\n`,
      );
      expect(beeped.length).toBeGreaterThan(KILLS);
    });
  });
});

async function configOf(broker: TestBroker, network: Network, dir: string, run: number): Promise<string> {
  const tagIds = run === 0 ? [] : Array.from({ length: 1_000 }, (_, n) => `t-${run}-${n}`);
  return writeReaderConfig({
    dir,
    readerId: READER,
    port: network.port,
    files: await broker.filesOf(READER),
    script: oneByOne(tagIds, TAG_EVERY_MS),
  });
}

/** All that can be wrong between a reader and its broker, one thing after the other. */
function keepChanging(broker: Mosquitto | LocalBroker, network: Network, random: Random) {
  const count = { cut: 0, frozen: 0, slow: 0, refusing: 0, brokerKilled: 0, brokerRefuses: 0, clear: 0 };
  const kinds = Object.keys(count) as (keyof typeof count)[];
  let over = false;
  const changing = (async () => {
    while (!over) {
      const kind = kinds[random.below(kinds.length)] ?? 'clear';
      count[kind] += 1;
      await bring(kind, broker, network, random);
    }
  })();
  return {
    count,
    clear: async () => {
      over = true;
      await changing;
    },
  };
}

async function bring(
  kind: string,
  broker: Mosquitto | LocalBroker,
  network: Network,
  random: Random,
): Promise<void> {
  const lasting = () => sleep(300 + random.below(2_000));
  if (kind === 'brokerKilled') {
    await broker.stop();
    await lasting();
    await broker.start();
  } else if (kind === 'brokerRefuses') {
    await refuse(broker, lasting);
  } else if (kind === 'cut' || kind === 'frozen' || kind === 'slow' || kind === 'refusing') {
    network.set(kind);
    await lasting();
    network.set('clear');
  }
  await lasting();
}

/** The local broker breaks off instead of acknowledging; mosquitto is stopped in its tracks. */
async function refuse(broker: Mosquitto | LocalBroker, lasting: () => Promise<void>): Promise<void> {
  if ('beforeAccept' in broker) {
    broker.beforeAccept = () => Promise.reject(new Error('disk full'));
    await lasting();
    broker.beforeAccept = async () => undefined;
    return;
  }
  broker.signal('SIGSTOP');
  await lasting();
  broker.signal('SIGCONT');
}

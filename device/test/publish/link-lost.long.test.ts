import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalBroker, startLocalBroker } from '../support/local-broker';
import { type Network, startNetwork } from '../support/network';
import { oneByOne, ReaderProcess, writeReaderConfig } from '../support/reader-process';
import { arrivedScans } from '../support/test-broker';

describe('a link that is open and carries nothing', () => {
  let broker: LocalBroker;
  let network: Network;
  let dir: string;
  let reader: ReaderProcess;
  beforeEach(async () => {
    broker = await startLocalBroker();
    network = await startNetwork(broker.port);
    dir = mkdtempSync(join(tmpdir(), 'shelflog-link-'));
  });
  afterEach(async () => {
    await reader.end('SIGKILL');
    await network.close();
    await broker.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const start = async (script: { atMs: number; present: string[] }[]) => {
    const files = await broker.filesOf('r-1');
    reader = await ReaderProcess.start(
      writeReaderConfig({ dir, readerId: 'r-1', port: network.port, files, script: [...script] }),
    );
    await reader.until(() => reader.errors.includes('connected to the broker'), 'a connection');
  };

  it('is found within 45 s while nothing is to be sent', async () => {
    await start([]);
    network.set('frozen');
    const frozenAt = performance.now();
    await reader.until(
      () => reader.errors.some((line) => line.includes('connection to the broker lost')),
      'the loss',
      50_000,
    );
    expect(performance.now() - frozenAt).toBeLessThan(45_000);
  });

  it('is given up after three messages without an answer, also where the link itself is well', async () => {
    broker.beforeAccept = ({ topic }) =>
      topic.endsWith('/scans') ? new Promise(() => undefined) : Promise.resolve();
    const tags = ['a', 'b', 'c', 'd'];
    await start(oneByOne(tags, 200, 300).map(({ atMs, present }) => ({ atMs, present: [...present] })));
    await reader.until(
      () => reader.errors.some((line) => line.includes('carries nothing')),
      'the verdict',
      60_000,
    );
    broker.beforeAccept = async () => undefined;
    await reader.until(() => reader.publishedUpTo() === 4, 'all published', 90_000);
    expect(new Set(arrivedScans(broker, 'r-1').map(({ tagId }) => tagId))).toEqual(new Set(tags));
  });
});

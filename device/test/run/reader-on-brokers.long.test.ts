import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalBroker } from '../support/local-broker';
import { describeWithMosquitto, startMosquitto } from '../support/mosquitto';
import { type Network, startNetwork } from '../support/network';
import { oneByOne, ReaderProcess, type ScriptLine, writeReaderConfig } from '../support/reader-process';
import { arrivedScans, arrivedStatus, type TestBroker } from '../support/test-broker';

const tags = (count: number, prefix = 't') => Array.from({ length: count }, (_, n) => `${prefix}-${n + 1}`);
const ids = (scans: readonly Record<string, unknown>[]) => scans.map(({ scanId }) => scanId);

describe.each([
  ['mosquitto', describeWithMosquitto(), startMosquitto],
  ['the local stack’s broker', describe, startLocalBroker],
] as const)('a reader on %s', (_, describeHere, startBroker) => {
  describeHere('over mutual TLS', () => {
    let broker: TestBroker;
    let network: Network;
    let dir: string;
    let readers: ReaderProcess[];
    beforeAll(async () => {
      broker = await startBroker();
    });
    afterAll(() => broker.close());
    beforeEach(async () => {
      network = await startNetwork(broker.port);
      dir = mkdtempSync(join(tmpdir(), 'shelflog-reader-'));
      readers = [];
      broker.arrived.length = 0;
    });
    afterEach(async () => {
      for (const reader of readers) await reader.end('SIGKILL');
      await network.close();
      rmSync(dir, { recursive: true, force: true });
    });

    const config = async (readerId: string, script: readonly ScriptLine[], more = {}, folder = dir) => {
      const files = await broker.filesOf(readerId);
      return writeReaderConfig({ dir: folder, readerId, port: network.port, files, script, more });
    };
    const start = async (file: string) => {
      const reader = await ReaderProcess.start(file);
      readers.push(reader);
      return reader;
    };
    const accepted = (...of: ReaderProcess[]) => of.flatMap((reader) => reader.events('accepted'));

    it('brings each tag that beeped, in order, as the contract has it, and says what it does', async () => {
      const script = [
        { atMs: 500, present: ['91454302112'], texts: { '91454302112': 'book-77' } },
        { atMs: 900, present: [] },
        ...oneByOne(tags(5), 100, 2_000),
      ];
      const reader = await start(await config('r-1', script));
      await reader.until(() => reader.publishedUpTo() === 6, 'six scans published');
      expect(reader.lines[0]).toEqual({ event: 'ready' });
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      expect(reader.events('accepted')[0]).toEqual({
        event: 'accepted',
        scanId: `r-1-${bootId.slice(0, 8)}-1`,
        tagId: '91454302112',
        seq: 1,
      });
      await reader.until(() => arrivedScans(broker, 'r-1').length === 6, 'six scans with the broker');
      expect(ids(arrivedScans(broker, 'r-1'))).toEqual(ids(accepted(reader)));
      expect(arrivedScans(broker, 'r-1')[0]).toEqual({
        scanId: `r-1-${bootId.slice(0, 8)}-1`,
        tagId: '91454302112',
        scannedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        mode: 'toggle',
        text: 'book-77',
        clockSynced: true,
        seq: 1,
        bootId,
      });
      expect(reader.lines.every(({ event }) => typeof event === 'string')).toBe(true);
    });

    it('brings 60 tags that come within a second', async () => {
      const reader = await start(await config('r-1', [{ atMs: 500, present: tags(60) }]));
      await reader.until(() => reader.publishedUpTo() === 60, '60 scans published');
      await reader.until(() => arrivedScans(broker, 'r-1').length >= 60, '60 scans with the broker');
      expect(ids(arrivedScans(broker, 'r-1'))).toEqual(ids(accepted(reader)));
    });

    it('says online when it connects and offline at its goodbye, which takes less than 5 s', async () => {
      const reader = await start(await config('r-1', oneByOne(tags(1), 100)));
      // The reader of the test before may be said to be lost first.
      const latest = () => arrivedStatus(broker, 'r-1').at(-1);
      await reader.until(() => latest()?.['state'] === 'online', 'a status');
      expect(latest()).toMatchObject({
        state: 'online',
        at: expect.any(String),
        version: expect.any(String),
        spoolDepth: expect.any(Number),
        reads: expect.any(Number),
        repeats: 0,
        readErrors: expect.any(Object),
        chip: { kind: 'simulated', faults: 0 },
        clockSynced: true,
        uptimeS: expect.any(Number),
        freeDiskBytes: expect.any(Number),
        certificateEndsAt: expect.stringMatching(/^20\d\d-/),
        parked: 0,
        trouble: [],
      });
      await reader.until(() => reader.publishedUpTo() === 1, 'the scan published');
      const asked = performance.now();
      expect(await reader.end('SIGTERM')).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(arrivedStatus(broker, 'r-1').at(-1)).toMatchObject({
        state: 'offline',
        spoolDepth: 0,
        at: expect.any(String),
      });
    });

    it('is said to be offline by the broker when it is killed', async () => {
      const reader = await start(await config('r-1', []));
      await reader.until(() => arrivedStatus(broker, 'r-1').length > 0, 'a status');
      await reader.end('SIGKILL');
      const until = Date.now() + 10_000;
      while (arrivedStatus(broker, 'r-1').at(-1)?.['state'] !== 'offline' && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(arrivedStatus(broker, 'r-1').at(-1)).toEqual({ state: 'offline', version: expect.any(String) });
    });

    it('beeps without a broker, ends in time, and brings all of it later, in batches', async () => {
      await broker.stop();
      const first = await start(await config('r-1', [{ atMs: 100, present: tags(700, 'a') }]));
      await first.until(() => accepted(first).length === 700, '700 beeps');
      await first.until(
        () => first.errors.some((line) => line.includes('broker-unreachable')),
        'a named cause',
      );
      const asked = performance.now();
      expect(await first.end('SIGTERM')).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
      await broker.start();
      const second = await start(await config('r-1', []));
      await second.until(() => second.publishedUpTo() === 700, 'all published');
      await second.until(() => arrivedScans(broker, 'r-1').length >= 700, 'all with the broker');
      expect(ids(arrivedScans(broker, 'r-1'))).toEqual(ids(accepted(first)));
      const messages = broker.arrived.filter(({ topic }) => topic.endsWith('/scans'));
      expect(messages.length).toBeLessThan(10);
    });

    it('goes on by itself when the network was cut, and sends again what was not answered', async () => {
      const reader = await start(await config('r-1', oneByOne(tags(40), 100, 300)));
      await reader.until(() => reader.publishedUpTo() >= 5, 'the first scans published');
      network.set('frozen');
      await new Promise((resolve) => setTimeout(resolve, 500));
      network.set('cut');
      await reader.until(() => reader.publishedUpTo() === 40, 'all published');
      await reader.until(() => new Set(ids(arrivedScans(broker, 'r-1'))).size === 40, 'all with the broker');
      expect([...new Set(ids(arrivedScans(broker, 'r-1')))].sort()).toEqual(ids(accepted(reader)).sort());
    });

    it('stops, drops nothing and says so, where the broker does not permit its topic', async () => {
      const file = await config('r-1', oneByOne(tags(3), 100, 300));
      const json = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...json, basicIngestRule: 'no_such_rule' }));
      const refusing = broker as TestBroker & {
        setRights?: (lines: string[]) => void;
        signal?: (name: string) => void;
      };
      refusing.setRights?.(['pattern write shelflog/readers/%u/status']);
      refusing.signal?.('SIGHUP');
      const reader = await start(file);
      await reader.until(
        () => reader.events('health').some(({ trouble }) => String(trouble).includes('scans-refused')),
        'health that says so',
      );
      await reader.until(() => accepted(reader).length === 3, 'three beeps');
      expect(reader.publishedUpTo()).toBe(0);
      expect(reader.errors.join('\n')).toMatch(/scans-refused: .*[Nn]ot ?[Aa]uthorized/);
      await reader.end('SIGTERM');
      refusing.setRights?.([
        'pattern readwrite shelflog/readers/%u/#',
        'pattern write $aws/rules/+/shelflog/readers/%u/scans',
      ]);
      refusing.signal?.('SIGHUP');
      const permitted = await start(await config('r-1', []));
      await permitted.until(() => permitted.publishedUpTo() === 3, 'all published');
    });

    it('says that another reader uses its id when two fight for it', async () => {
      const one = await start(await config('r-1', []));
      await one.until(() => one.errors.includes('connected to the broker'), 'the first connected');
      const two = await start(await config('r-1', [], {}, join(dir, 'clone')));
      const told = () =>
        [one, two].some((reader) => reader.errors.some((line) => line.startsWith('reader-id-taken')));
      await two.until(told, 'the fault told', 60_000);
    });

    it('does not start on a spool that is in use, or of another reader', async () => {
      const file = await config('r-1', oneByOne(tags(1), 100));
      const one = await start(file);
      await one.until(() => accepted(one).length === 1, 'a beep');
      const two = await start(file);
      expect(await two.ended()).toBe(3);
      expect(two.errors.join()).toContain('spool-locked');
      await one.end('SIGTERM');
      const spoolDir = join(dir, 'r-1.spool');
      const foreign = await start(await config('r-2', [], { spoolDir }));
      expect(await foreign.ended()).toBe(3);
      expect(foreign.errors.join()).toContain('spool-of-other-reader');
    });
  });
});

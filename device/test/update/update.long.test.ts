import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Broker, startBroker } from '../../../local-aws/src/mqtt/broker';
import {
  issueClientCertificate,
  openCertificateAuthority,
} from '../../../local-aws/src/mqtt/certificate-authority';
import { type BrokerJobs, brokerJobs } from '../../../local-aws/src/mqtt/jobs/broker-jobs';
import { maySubscribe, refusalOfPublish } from '../../../stack/reader-permissions';
import { buildCode } from '../../bundle/build-code';
import { encodeBundle } from '../../src/update/bundle-format';
import { seededRandom } from '../support/random';
import { oneByOne, writeReaderConfig } from '../support/reader-process';
import { SupervisedReader } from './supervised-reader';
import { signer, spare, stranger } from './update-fixture';

jest.setTimeout(600_000);

const READER = 'desk-1';
const TRIAL_SECONDS = 12;
const SEED = Number(process.env['SHELFLOG_SEED'] ?? 20261128);
const KILLS = 16;

type Code = Awaited<ReturnType<typeof buildCode>>;

/** The reader's own program as a bundle, the local broker with its jobs, and a reader that is started again
 *  whenever it ends, while tags keep coming. */
describe('updates over AWS IoT Jobs', () => {
  let dir: string;
  let broker: Broker;
  let jobs: BrokerJobs;
  let bundles: Map<string, Buffer>;
  let server: Server;
  let reader: SupervisedReader;
  let code: Code;
  let arrived: { scanId: string }[];
  let statuses: Record<string, unknown>[];

  beforeAll(async () => {
    code = await buildCode();
  });
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'reader-update-'));
    arrived = [];
    statuses = [];
    bundles = new Map();
    jobs = brokerJobs();
    broker = await startBroker({
      certificates: await openCertificateAuthority(dir),
      port: 0,
      portIsWish: false,
      permissions: { maySubscribe, refusalOfPublish },
      jobs,
      accept: async ({ topic, payload }) => {
        const message = JSON.parse(payload.toString());
        if (topic.endsWith('/status')) statuses.push(message);
        else arrived.push(...(message.scans ?? [message]));
      },
      retained: { save: async () => undefined, all: async () => [] },
      observe: () => undefined,
    });
    server = createServer((request, answer) => {
      const bundle = bundles.get(request.url ?? '');
      if (!bundle) answer.writeHead(404);
      answer.end(bundle);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const keys = join(dir, 'update-keys.pem');
    writeFileSync(
      keys,
      [signer, spare].map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' })).join(''),
    );
    const config = writeReaderConfig({
      dir,
      readerId: READER,
      port: broker.port,
      files: await issueClientCertificate(dir, READER),
      script: oneByOne(
        Array.from({ length: 400 }, (_, n) => `tag-${n}`),
        1500,
      ),
      more: { update: { dir: join(dir, 'versions'), keys, trialSeconds: TRIAL_SECONDS } },
    });
    reader = new SupervisedReader(config);
    await reader.until(() => reader.of('published').length > 0, 'a first scan with the broker');
  });
  afterEach(async () => {
    await reader.end();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await broker.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const offer = (version: string, text: string | Uint8Array, key = signer.privateKey) => {
    const manifest = { version, platform: process.platform, arch: process.arch, needs: code.needs };
    const bundle = encodeBundle(Buffer.from(text), manifest, key);
    bundles.set(`/${version}`, bundle);
    return bundle;
  };
  const order = (version: string) => {
    const { port } = server.address() as AddressInfo;
    const document = { operation: 'update', version, url: `http://127.0.0.1:${port}/${version}` };
    jobs.executions.create(`to-${version.replaceAll('.', '-')}`, [READER], document);
  };
  const job = (version: string) => jobs.executions.find(READER, `to-${version.replaceAll('.', '-')}`);
  const ended = async (version: string, status: string) => {
    await reader.until(
      () => !['QUEUED', 'IN_PROGRESS'].includes(job(version)?.status ?? ''),
      `${version} ends`,
    );
    expect(job(version)).toMatchObject({ status });
    return job(version)?.statusDetails ?? {};
  };
  const runningVersion = () => statuses.at(-1)?.['version'];
  /** Scans go on, and each that beeped is with the broker. */
  const nothingLost = async () => {
    const before = reader.of('accepted').length;
    await reader.until(() => reader.of('accepted').length > before, 'another scan');
    const beeped = reader.of('accepted').map(({ scanId }) => scanId);
    const there = () => new Set(arrived.map(({ scanId }) => scanId));
    await reader.until(() => beeped.every((scanId) => there().has(String(scanId))), 'all that beeped');
    return beeped.length;
  };

  it('bring a good version, which runs from then on, and says so', async () => {
    offer('0.3.0', code.code);
    order('0.3.0');
    expect(await ended('0.3.0', 'SUCCEEDED')).toMatchObject({ code: 'runs', version: '0.3.0' });
    await reader.until(() => runningVersion() === '0.3.0', 'the new version’s status');
    reader.kill();
    await nothingLost();
    expect(runningVersion()).toBe('0.3.0');
    expect(readFileSync(join(dir, 'versions', 'current', 'slot.json'), 'utf8')).toContain(
      '"version":"0.3.0"',
    );
  });

  it('refuse one that a stranger signed, without ending what runs', async () => {
    const { starts } = reader;
    offer('0.3.0', code.code, stranger.privateKey);
    order('0.3.0');
    expect(await ended('0.3.0', 'REJECTED')).toMatchObject({ code: 'bad-signature', version: '0.2.0' });
    await nothingLost();
    expect(reader.starts).toBe(starts);
  });

  it.each([
    ['crashes when it is loaded', 'throw new TypeError("not today")', 'not-loadable', 'not today'],
    [
      'crashes when it runs',
      'exports.main = async () => { setTimeout(() => { throw new TypeError("not today"); }, 500); await new Promise(() => {}); };',
      'crashed',
      'not today',
    ],
    ['ends with a failure', 'exports.main = async () => process.exit(3);', 'crashed', 'exit code 3'],
    [
      'does nothing',
      'exports.main = () => new Promise(() => setInterval(() => {}, 1000));',
      'trial-failed',
      'its chip did not answer, it did not open its spool, it did not reach the broker',
    ],
  ])('go back by themselves from one that %s', async (_what, text, why, reason) => {
    offer('0.3.0', text);
    order('0.3.0');
    const details = await ended('0.3.0', 'FAILED');
    expect(details).toMatchObject({ code: why, version: '0.2.0' });
    expect(details['reason']).toContain(reason);
    await nothingLost();
    await reader.until(() => statuses.at(-1)?.['update'] !== undefined, 'the failure in the reader’s health');
    expect(statuses.at(-1)).toMatchObject({ version: '0.2.0', update: { result: 'FAILED', code: why } });
  });

  it('go back by themselves from one that never connects', async () => {
    const lonely = Buffer.from(code.code).toString().replaceAll('client.start()', 'void 0');
    expect(lonely.length).toBeLessThan(code.code.length);
    offer('0.3.0', lonely);
    order('0.3.0');
    expect(await ended('0.3.0', 'FAILED')).toMatchObject({
      code: 'trial-failed',
      reason: `within ${TRIAL_SECONDS} s it did not reach the broker`,
      version: '0.2.0',
    });
    // What it kept while it was alone is sent by the version that is back.
    expect(await nothingLost()).toBeGreaterThan(TRIAL_SECONDS / 2);
  });

  it('change settings through a trial of their own', async () => {
    jobs.executions.create('settings-1', [READER], { operation: 'settings', settings: { mode: 'return' } });
    await reader.until(
      () => jobs.executions.find(READER, 'settings-1')?.status === 'SUCCEEDED',
      'settings-1',
    );
    const before = arrived.length;
    await reader.until(() => arrived.length > before + 1, 'a scan with the new settings');
    expect(arrived.at(-1)).toMatchObject({ mode: 'return' });
    await nothingLost();
  });

  it('go back from one that is killed inside its trial', async () => {
    offer('0.3.0', code.code);
    order('0.3.0');
    await reader.until(
      () => reader.notes.some((line) => line.includes('0.3.0 of slot a, on trial')),
      'its trial',
    );
    reader.kill();
    expect(await ended('0.3.0', 'FAILED')).toMatchObject({ code: 'ended-in-trial', version: '0.2.0' });
    await nothingLost();
  });

  it(`leave a working version wherever they are killed (seed ${SEED})`, async () => {
    const random = seededRandom(SEED);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const version = `0.3.${kill}`;
      offer(version, code.code);
      order(version);
      // Half of them early, in the download and the switch, half until late in the trial.
      await sleep(random.below(kill % 2 === 0 ? 3000 : 15_000));
      reader.kill();
      await reader.until(
        () => !['QUEUED', 'IN_PROGRESS'].includes(job(version)?.status ?? ''),
        `${version} ends`,
      );
      expect(['SUCCEEDED', 'FAILED']).toContain(job(version)?.status);
    }
    const outcomes = Array.from({ length: KILLS }, (_, kill) => job(`0.3.${kill}`)?.status);
    const lost = await nothingLost();
    process.stderr.write(
      `${KILLS} kills: ${outcomes.filter((status) => status === 'SUCCEEDED').length} updates went through, ${lost} scans, 0 lost\n`,
    );
  });
});

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackActivity } from '../../../local-aws/src/lib/stack-activity';
import { type Broker, startBroker } from '../../../local-aws/src/mqtt/broker';
import {
  type CertificateFiles,
  issueClientCertificate,
  openCertificateAuthority,
} from '../../../local-aws/src/mqtt/certificate-authority';
import type { RuleMessage } from '../../../local-aws/src/mqtt/topic-rule-sql';
import { maySubscribe, refusalOfPublish } from '../../../stack/reader-permissions';

const TOPIC = 'shelflog/readers/r-1/scans';
const STATUS = 'shelflog/readers/r-1/status';

describe('a reader’s connection', () => {
  let dir: string;
  let server: CertificateFiles;
  let broker: Broker;
  let accepted: RuleMessage[];
  let seen: StackActivity[];
  let accept: (message: RuleMessage) => Promise<void>;
  let readers: ChildProcess[];

  const start = async (port = 0) => {
    broker = await startBroker({
      certificates: server,
      port,
      portIsWish: false,
      accept: (message) => accept(message),
      permissions: { maySubscribe, refusalOfPublish },
      retained: { save: async () => undefined, all: async () => [] },
      observe: (activity) => seen.push(activity),
    });
  };
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'shelflog-reader-'));
    server = await openCertificateAuthority(dir);
  });
  beforeEach(async () => {
    readers = [];
    accepted = [];
    seen = [];
    accept = async (message) => void accepted.push(message);
    await start();
  });
  afterEach(async () => {
    for (const reader of readers) reader.kill('SIGKILL');
    await broker.close();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  async function aReader(clientId = 'r-1', more: object = {}) {
    const child = fork(join(__dirname, 'reader-child.ts'), [], {
      execArgv: ['--require', require.resolve('tsx/cjs')],
    });
    readers.push(child);
    const ask = async (order: object): Promise<unknown> => {
      child.send(order);
      const [reply] = (await once(child, 'message')) as [{ answer?: unknown; error?: string }];
      if (reply.error !== undefined) throw new Error(reply.error);
      return reply.answer;
    };
    const files = await issueClientCertificate(dir, clientId);
    await ask({ do: 'open', host: '127.0.0.1', port: broker.port, clientId, ...files, ...more });
    return {
      child,
      connected: (timeoutMs = 20_000) => ask({ do: 'connected', timeoutMs }),
      publish: (topic: string, payload: string) => ask({ do: 'publish', topic, payload }),
      close: () => ask({ do: 'close' }),
    };
  }
  const texts = () => accepted.map(({ topic, payload }) => `${topic} ${payload.toString()}`);

  it('brings a message as it is, and says when it is acknowledged', async () => {
    const reader = await aReader();
    await reader.connected();
    expect(await reader.publish(TOPIC, '{"broken 🐋')).toEqual({ kind: 'acknowledged' });
    expect(texts()).toEqual([`${TOPIC} {"broken 🐋`]);
  });

  it('takes a PUBACK that says no as a refusal', async () => {
    const reader = await aReader();
    await reader.connected();
    const delivery = await reader.publish('shelflog/readers/other/scans', '{}');
    expect(delivery).toEqual({
      kind: 'refused',
      code: 135,
      reason: expect.stringContaining('Not authorized'),
    });
    expect(await reader.publish(TOPIC, 'still here')).toEqual({ kind: 'acknowledged' });
  });

  it('leaves a message unsent when the broker gives no answer, and connects again by itself', async () => {
    const reader = await aReader();
    await reader.connected();
    accept = () => Promise.reject(new Error('the disk is full'));
    expect(await reader.publish(TOPIC, 'a')).toMatchObject({ kind: 'unsent' });
    accept = async (message) => void accepted.push(message);
    await reader.connected();
    expect(await reader.publish(TOPIC, 'a')).toEqual({ kind: 'acknowledged' });
    expect(texts()).toEqual([`${TOPIC} a`]);
  });

  it('loses its connection over a message that is too large, and says so', async () => {
    const reader = await aReader();
    await reader.connected();
    expect(await reader.publish(TOPIC, 'x'.repeat(140_000))).toEqual({
      kind: 'unsent',
      reason: 'connection lost: PacketTooLarge',
    });
  });

  it('finds a broker that was away', async () => {
    const reader = await aReader();
    await reader.connected();
    const { port } = broker;
    await broker.close();
    expect(await reader.publish(TOPIC, 'a')).toMatchObject({ kind: 'unsent' });
    await start(port);
    await reader.connected();
    expect(await reader.publish(TOPIC, 'a')).toEqual({ kind: 'acknowledged' });
  });

  it('says why it does not come through: the certificate is another reader’s', async () => {
    const files = await issueClientCertificate(dir, 'r-2');
    const reader = await aReader('r-1', { cert: files.cert, key: files.key });
    await expect(reader.connected(3_000)).rejects.toThrow(/refused|ClientIdentifierNotValid|socket/i);
    expect(seen).toContainEqual(expect.objectContaining({ kind: 'message-refused' }));
  });

  it('says goodbye, so that its will is not sent; it is sent when the process is killed', async () => {
    const will = { topic: STATUS, payload: '{"state":"offline"}' };
    const polite = await aReader('r-1', { will });
    await polite.connected();
    await polite.publish(TOPIC, 'a');
    await polite.close();
    expect(texts()).toEqual([`${TOPIC} a`]);

    const killed = await aReader('r-1', { will });
    await killed.connected();
    const willHere = new Promise<void>((resolve) => {
      accept = async (message) => {
        accepted.push(message);
        resolve();
      };
    });
    killed.child.kill('SIGKILL');
    await willHere;
    expect(texts()).toEqual([`${TOPIC} a`, `${STATUS} {"state":"offline"}`]);
  });
});

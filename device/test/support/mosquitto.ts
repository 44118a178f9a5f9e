import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type MqttClient } from 'mqtt';
import {
  type CertificateFiles,
  issueClientCertificate,
  openCertificateAuthority,
} from '../../../local-aws/src/mqtt/certificate-authority';
import type { ArrivedMessage, TestBroker } from './test-broker';

export type Mosquitto = TestBroker & {
  /** Signals the running process. */
  signal(signal: NodeJS.Signals): void;
  /** Replaces who may write what; none may write where it is empty. */
  setRights(lines: readonly string[]): void;
};

const WATCHER = 'watcher';
export const OWN_TOPICS = [
  'pattern readwrite shelflog/readers/%u/#',
  'pattern write $aws/rules/+/shelflog/readers/%u/scans',
];

/** Where Debian's mosquitto is not installed: in CI an error, elsewhere a suite skipped in plain sight. */
export function describeWithMosquitto(): jest.Describe {
  const { error } = spawnSync('mosquitto', ['-h']);
  if (error === undefined) return describe;
  if (process.env['CI'] !== undefined) throw new Error('CI has no mosquitto: apt-get install mosquitto');
  process.stderr.write('SKIPPED: mosquitto is not installed (apt-get install mosquitto)\n');
  return describe.skip;
}

/** Debian's mosquitto: client certificates required, the common name is the user, rights by pattern. What it
 *  acknowledged it still has after `stop` and `start`. */
export async function startMosquitto(): Promise<Mosquitto> {
  const dir = mkdtempSync(join(tmpdir(), 'shelflog-mosquitto-'));
  const server = await openCertificateAuthority(dir);
  const port = await freePort();
  const arrived: ArrivedMessage[] = [];
  const rights = join(dir, 'rights');
  const config = join(dir, 'mosquitto.conf');
  const setRights = (lines: readonly string[]) =>
    writeFileSync(rights, `user ${WATCHER}\ntopic read shelflog/#\n${lines.join('\n')}\n`);
  setRights(OWN_TOPICS);
  writeFileSync(config, configOf(port, server, dir));
  let running: ChildProcess | undefined;
  let watcher: MqttClient | undefined;
  const files = await issueClientCertificate(dir, WATCHER);
  const broker: Mosquitto = {
    port,
    arrived,
    filesOf: (readerId) => issueClientCertificate(dir, readerId),
    setRights,
    signal: (signal) => void running?.kill(signal),
    start: async () => {
      running = spawn('mosquitto', ['-c', config], { stdio: ['ignore', 'ignore', 'inherit'] });
      watcher ??= watch(port, files, arrived);
      await subscribed(watcher);
    },
    stop: async () => {
      const process = running;
      running = undefined;
      if (process === undefined) return;
      const gone = once(process, 'exit');
      process.kill('SIGCONT');
      process.kill('SIGTERM');
      await gone;
    },
    close: async () => {
      await watcher?.endAsync(true);
      await broker.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}

const configOf = (port: number, server: CertificateFiles, dir: string) => `
listener ${port} 127.0.0.1
cafile ${server.ca}
certfile ${server.cert}
keyfile ${server.key}
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file ${join(dir, 'rights')}
max_packet_size 149504
max_queued_messages 0
persistence true
persistence_location ${dir}/
user root
log_type error
`;

/** Its session outlives restarts, so that it hears of all that was acknowledged. */
function watch(port: number, files: CertificateFiles, arrived: ArrivedMessage[]): MqttClient {
  const client = connect(`mqtts://127.0.0.1:${port}`, {
    protocolVersion: 5,
    clientId: WATCHER,
    clean: false,
    properties: { sessionExpiryInterval: 3_600 },
    reconnectPeriod: 100,
    ca: readFileSync(files.ca),
    cert: readFileSync(files.cert),
    key: readFileSync(files.key),
  });
  client.on('message', (topic, payload) => arrived.push({ topic, payload: payload.toString() }));
  client.on('error', () => undefined);
  return client;
}

async function subscribed(watcher: MqttClient): Promise<void> {
  for (let tries = 0; !watcher.connected; tries += 1) {
    if (tries > 200) throw new Error('mosquitto does not come up');
    await sleep(50);
  }
  await watcher.subscribeAsync(['shelflog/readers/#'], { qos: 1 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

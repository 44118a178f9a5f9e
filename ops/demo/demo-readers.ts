/** The demo's readers in a process of their own: what the MQTT SDK does there can hold up nothing here.
 *  Told what to do by one message from its parent; ends when the parent lets go of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { TOPICS } from '../../contract/topics';
import { openReaderConnection, type ReaderConnection } from '../../device/src/publish/reader-connection';
import { messageOf } from '../lib/failure';
import { type DemoNews, type DemoStart, demoStartSchema } from './demo-messages';
import { DEMO_READER_IDS, type DemoReader, demoScenario } from './demo-scenario';

const CONNECT_MS = 10_000;
const STATUS_EVERY_MS = 60_000;

const tell = (news: DemoNews) => process.send?.(news);
const statusTopic = (readerId: string) => TOPICS.readerStatus.replace('+', readerId);
const scansTopic = (readerId: string) => TOPICS.readerScans.replace('+', readerId);
const statusOf = (state: 'online' | 'offline') =>
  JSON.stringify({ state, at: new Date().toISOString(), spoolDepth: 0, version: 'demo' });

function connect(start: DemoStart): Map<DemoReader, ReaderConnection> {
  const connections = new Map<DemoReader, ReaderConnection>();
  for (const readerId of DEMO_READER_IDS) {
    const files = start.certificates[readerId];
    if (files === undefined) throw new Error(`No certificate for ${readerId}.`);
    const will = { topic: statusTopic(readerId), payload: statusOf('offline') };
    const { host, port } = start;
    connections.set(readerId, openReaderConnection({ host, port, clientId: readerId, ...files, will }));
  }
  return connections;
}

/** Until the broker has answered; without an answer the message goes out again. */
async function send(
  connection: ReaderConnection,
  topic: string,
  payload: string,
  retain = false,
): Promise<void> {
  for (;;) {
    await connection.connected(CONNECT_MS);
    const delivery = await connection.publish(topic, payload, retain);
    if (delivery.kind === 'refused') tell({ trouble: `${topic}: ${delivery.reason}` });
    if (delivery.kind !== 'unsent') return;
  }
}

async function run(start: DemoStart, connections: ReadonlyMap<DemoReader, ReaderConnection>): Promise<never> {
  const announce = async () => {
    for (const [readerId, connection] of connections) {
      await send(connection, statusTopic(readerId), statusOf('online'), true);
    }
  };
  await announce().catch(reportTrouble);
  const announcing = setInterval(() => announce().catch(reportTrouble), STATUS_EVERY_MS);
  const scenario = demoScenario({
    tags: start.tags,
    onLoan: start.onLoan,
    random: Math.random,
    newScanId: ulid,
    now: () => new Date().toISOString(),
  });
  try {
    for (;;) {
      const { readerId, payload } = scenario.next();
      const connection = connections.get(readerId);
      // One reader that cannot connect must not silence the others.
      if (connection) {
        await send(connection, scansTopic(readerId), payload).then(() => tell({ sent: 1 }), reportTrouble);
      }
      await sleep(start.pauseMs * (0.3 + Math.random() * 1.4));
    }
  } finally {
    clearInterval(announcing);
  }
}

const reportTrouble = (error: unknown) => void tell({ trouble: messageOf(error) });

async function goOffline(connections: ReadonlyMap<DemoReader, ReaderConnection>): Promise<void> {
  const goodbyes = [...connections].map(async ([readerId, connection]) => {
    await connection.publish(statusTopic(readerId), statusOf('offline'), true);
    await connection.close();
  });
  await Promise.allSettled(goodbyes);
}

let connections: ReadonlyMap<DemoReader, ReaderConnection> = new Map();

// Ctrl-C reaches the whole process group: the parent says when to end.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  void goOffline(connections).finally(() => process.exit(0));
});
process.once('message', (message) => {
  const start = demoStartSchema.parse(message);
  connections = connect(start);
  run(start, connections).catch((error: unknown) => {
    reportTrouble(error);
    process.exit(1);
  });
});

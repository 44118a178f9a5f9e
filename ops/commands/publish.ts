import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { NAMES } from '../../contract/names';
import { basicIngestTopic, TOPICS } from '../../contract/topics';
import type { ReaderIdentity } from '../../device/src/publish/reader-connection';
import { type Answer, aCommand, type CommandContext } from '../lib/command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../lib/failure';
import { argument, flag, type InputOf, option, someText, text, wholeNumber } from '../lib/input';
import { countLines, linesOf } from '../lib/lines-of';
import { createProgress } from '../lib/progress';
import type { Target } from '../lib/target';
import { type PublishTotals, publishLines } from '../publish/publish-lines';

const CONNECT_MS = 20_000;
const MAX_LISTED = 1_000;

const INPUT = {
  file: argument('JSON lines; - reads standard input'),
  reader: option('<id>', 'whose messages they are (default: the reader of the local stack)', someText),
  topic: option('<topic>', "instead of the reader's own: shelflog/readers/<id>/scans", someText),
  basicIngest: flag("straight to the stage's topic rule, which costs no messaging in AWS"),
  window: option('<count>', 'messages on their way at a time', wholeNumber(1, 10_000), '200'),
  host: option('<name>', 'the broker, for a stage in AWS', text),
  ca: option('<file>', 'certificate authority of the broker', text),
  cert: option('<file>', "the reader's certificate", text),
  key: option('<file>', "the reader's private key", text),
};
type PublishInput = InputOf<typeof INPUT>;

/** Sends a file's lines as MQTT messages and waits for every PUBACK. Exit 1 if the broker refused any. */
export const command = aCommand({
  words: 'publish',
  summary: 'publish each line of a file as an MQTT message, and wait for every acknowledgement',
  input: INPUT,
  run: publish,
});

async function publish(context: CommandContext, input: PublishInput): Promise<Answer> {
  const { file, window } = input;
  const target = await context.target();
  const total = file === '-' ? undefined : await countIn(file);
  const reader = await identityOf(target, input);
  const topic = topicOf(target, reader, input);
  const {
    openReaderConnection,
  }: typeof import('../../device/src/publish/reader-connection') = require('../../device/src/publish/reader-connection');
  const connection = openReaderConnection({ ...reader, unlimitedRate: target.local !== undefined });
  try {
    await connection.connected(CONNECT_MS).catch((error: unknown) => {
      throw new WorkFailed(
        `No connection to ${reader.host}:${reader.port} as ${reader.clientId}: ${messageOf(error)}`,
      );
    });
    const startedAt = Date.now();
    const progress = createProgress(context.terminal, { label: 'Publishing', unit: 'messages', total });
    try {
      const lines = addAbortSignal(context.signal, file === '-' ? process.stdin : createReadStream(file));
      const totals = await publishLines(linesOf(lines), {
        connection,
        topic,
        window,
        onProgress: progress.advance,
        signal: context.signal,
      });
      return toAnswer(totals, { topic, clientId: reader.clientId, seconds: (Date.now() - startedAt) / 1000 });
    } finally {
      progress.stop();
    }
  } finally {
    await connection.close();
  }
}

function topicOf(
  { stage }: Target,
  { clientId }: ReaderIdentity,
  { topic, basicIngest }: PublishInput,
): string {
  const own = TOPICS.readerScans.replace('+', clientId);
  if (!basicIngest) return topic ?? own;
  if (topic !== undefined) throw new WrongUse('Give --topic or --basic-ingest, not both.');
  return basicIngestTopic(NAMES.topicRule(stage, 'readerScans'), own);
}

async function countIn(file: string): Promise<number> {
  try {
    await access(file);
    return await countLines(createReadStream(file));
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}

async function identityOf({ stage, local }: Target, input: PublishInput): Promise<ReaderIdentity> {
  const {
    localCertificate,
    ReaderIdError,
  }: typeof import('../../stack/local-certificates') = require('../../stack/local-certificates');
  const { host, cert, key, ca, reader } = input;
  if (local === undefined) {
    if (!host || !cert || !key || !reader) {
      throw new WrongUse(`For stage ${stage} give --reader, --host (of IoT Core), --cert and --key.`);
    }
    return { host, port: 8883, clientId: reader, cert, key, ...(ca && { ca }) };
  }
  const { mqtt } = local;
  const clientId = reader ?? mqtt.clientId;
  if (cert && key) return { host: mqtt.host, port: mqtt.port, ca: ca ?? mqtt.ca, clientId, cert, key };
  const files = await localCertificate(local, clientId).catch((error: unknown) => {
    throw error instanceof ReaderIdError ? new WrongUse(error.message) : error;
  });
  return { host: mqtt.host, port: mqtt.port, clientId, ...files };
}

function toAnswer(
  { sent, acknowledged, refused }: PublishTotals,
  { topic, clientId, seconds }: { topic: string; clientId: string; seconds: number },
): Answer {
  const perSecond = Math.round(sent / Math.max(seconds, 0.001));
  const listed = refused.slice(0, MAX_LISTED);
  return {
    json: {
      reader: clientId,
      topic,
      sent,
      acknowledged,
      refusedCount: refused.length,
      refused: listed,
      seconds,
      perSecond,
    },
    lines: [
      `${acknowledged} of ${sent} messages acknowledged on ${topic} in ${seconds.toFixed(1)} s (${perSecond}/s).`,
      ...listed.map(({ line, reason }) => `line ${line} refused: ${reason}`),
    ],
    exitCode: refused.length > 0 ? EXIT.no : EXIT.done,
  };
}

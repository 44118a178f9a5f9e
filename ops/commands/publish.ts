import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { z } from 'zod';
import { NAMES } from '../../contract/names';
import { basicIngestTopic, TOPICS } from '../../contract/topics';
import { openReaderConnection, type ReaderIdentity } from '../../device/src/publish/reader-connection';
import type { Answer, Command } from '../command';
import { EXIT, messageOf, WorkFailed, WrongUse } from '../failure';
import { countLines, linesOf } from '../lines-of';
import { createProgress } from '../progress';
import { type PublishTotals, publishLines } from '../publish/publish-lines';
import { localCertificate } from '../start/local-certificates';
import type { Target } from '../target';

const optionsSchema = z.object({
  reader: z.string().min(1).optional(),
  topic: z.string().min(1).optional(),
  basicIngest: z.boolean().default(false),
  window: z.coerce.number().int().min(1).max(10_000),
  host: z.string().optional(),
  ca: z.string().optional(),
  cert: z.string().optional(),
  key: z.string().optional(),
});
type Options = z.infer<typeof optionsSchema>;

const CONNECT_MS = 20_000;
const MAX_LISTED = 1_000;

/** Sends a file's lines as MQTT messages and waits for every PUBACK. Exit 1 if the broker refused any. */
export const publish: Command = async (context, [file], given) => {
  const options = parseOptions(given);
  if (file === undefined) throw new WrongUse('publish needs a file, or - for standard input.');
  const target = await context.target();
  const total = file === '-' ? undefined : await countIn(file);
  const reader = await identityOf(target, options);
  const topic = topicOf(target, reader, options);
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
      const input = addAbortSignal(context.signal, file === '-' ? process.stdin : createReadStream(file));
      const totals = await publishLines(linesOf(input), {
        connection,
        topic,
        window: options.window,
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
};

function parseOptions(given: unknown): Options {
  const parsed = optionsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new WrongUse(
    parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'),
  );
}

function topicOf({ stage }: Target, { clientId }: ReaderIdentity, { topic, basicIngest }: Options): string {
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

async function identityOf({ stage, local }: Target, options: Options): Promise<ReaderIdentity> {
  const { host, cert, key, ca, reader } = options;
  if (local === undefined) {
    if (!host || !cert || !key || !reader) {
      throw new WrongUse(`For stage ${stage} give --reader, --host (of IoT Core), --cert and --key.`);
    }
    return { host, port: 8883, clientId: reader, cert, key, ...(ca && { ca }) };
  }
  const { mqtt } = local;
  const clientId = reader ?? mqtt.clientId;
  if (cert && key) return { host: mqtt.host, port: mqtt.port, ca: ca ?? mqtt.ca, clientId, cert, key };
  return { host: mqtt.host, port: mqtt.port, clientId, ...(await localCertificate(local, clientId)) };
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
    text: [
      `${acknowledged} of ${sent} messages acknowledged on ${topic} in ${seconds.toFixed(1)} s (${perSecond}/s).`,
      ...listed.map(({ line, reason }) => `line ${line} refused: ${reason}`),
    ].join('\n'),
    exitCode: refused.length > 0 ? EXIT.no : EXIT.done,
  };
}

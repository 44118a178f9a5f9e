import { join } from 'node:path';
import { z } from 'zod';
import { scanTopic } from '../../device/src/publish/scan-message';
import { sendAside } from '../../device/src/publish/send-aside';
import { runReader } from '../../device/src/run/run-reader';
import type { DemoTag } from './demo-books';
import type { DemoNews, DemoStart } from './demo-messages';
import { DEMO_READERS, type DemoReader } from './demo-scenario';
import { demoSource } from './demo-source';

export type RunningDemoReader = {
  lay(tags: readonly DemoTag[]): void;
  /** Over the reader's own connection, past its spool. Lost where there is none. */
  send(payload: string): void;
  /** Resolves when it has said goodbye. */
  readonly ended: Promise<void>;
};

const SPOOL_BYTES = 64 * 1024 * 1024;
const SILENT = {
  accepted: () => undefined,
  repeat: () => undefined,
  trouble: () => undefined,
  stop: () => undefined,
};
const line = z.looseObject({
  event: z.string(),
  seq: z.number().optional(),
  upTo: z.number().optional(),
  message: z.string().optional(),
});
/** Said of a connection, which is no trouble. */
const NO_TROUBLE = /^connected to the broker$|: over$/;

/** One of the demo's readers: a reader's own program from its spool to the broker, with a chip that is told what lies
 *  on it. What it has not sent when it ends is sent when it runs again. */
export function demoReader(
  readerId: DemoReader,
  { host, port, certificates, folder }: DemoStart,
  { tell, stopped }: { readonly tell: (news: DemoNews) => void; readonly stopped: AbortSignal },
): RunningDemoReader {
  const files = certificates[readerId];
  if (files === undefined) throw new Error(`No certificate for ${readerId}.`);
  const source = demoSource();
  let client: Parameters<typeof sendAside>[0] | undefined;
  const config = {
    ...{ readerId, mode: DEMO_READERS[readerId], endpoint: host, port, ...files },
    spoolDir: join(folder, readerId),
    spoolMaxBytes: SPOOL_BYTES,
    chip: { kind: 'simulated' as const, script: '' },
    feedback: {},
  };
  const trouble = (text: string) => tell({ trouble: `${readerId}: ${text}` });
  const end = runReader(config, {
    source,
    feedback: SILENT,
    version: 'demo',
    emit: sentSince(tell, trouble),
    log: (text) => {
      if (!NO_TROUBLE.test(text)) trouble(text);
    },
    stopped,
    onClient: (made) => {
      client = made;
    },
  });
  return {
    lay: source.lay,
    send: (payload) => {
      if (!client) return;
      sendAside(client, scanTopic(readerId), payload).catch((error: unknown) => trouble(String(error)));
    },
    ended: end.then(({ faults }) => {
      for (const { message } of faults) trouble(message);
    }),
  };
}

/** Counts the scans of this run that the broker has acknowledged. */
function sentSince(tell: (news: DemoNews) => void, trouble: (text: string) => void) {
  let waiting: number[] = [];
  return (given: object) => {
    const { event, seq, upTo = 0, message } = line.parse(given);
    if (event === 'refused') trouble(message ?? '');
    if (event === 'accepted' && seq !== undefined) waiting.push(seq);
    if (event !== 'published') return;
    const left = waiting.filter((kept) => kept > upTo);
    tell({ sent: waiting.length - left.length });
    waiting = left;
  };
}

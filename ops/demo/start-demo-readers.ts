import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../lib/failure';
import { type DemoStart, demoNewsSchema } from './demo-messages';

export type DemoReaders = {
  /** Lets them say goodbye to the broker; kills them if they do not within 6 s. */
  stop(): Promise<void>;
};

const STOP_MS = 6_000;

export type DemoWatch = {
  readonly onTrouble: (message: string) => void;
  /** The broker has acknowledged so many more scans. */
  readonly onSent?: (scans: number) => void;
};

/** Starts the demo's readers in a process of their own, which ends with this one, however that ends. */
export function startDemoReaders(start: DemoStart, { onTrouble, onSent }: DemoWatch): DemoReaders {
  const child = fork(join(__dirname, 'demo-readers.ts'), [], {
    execArgv: ['--require', require.resolve('tsx/cjs')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let stopping = false;
  child.on('message', (message) => {
    const news = demoNewsSchema.parse(message);
    if ('sent' in news) onSent?.(news.sent);
    else onTrouble(`demo readers: ${news.trouble}`);
  });
  child.on('error', (error) => onTrouble(`demo readers: ${messageOf(error)}`));
  child.on('exit', (code, signal) => {
    if (!stopping) onTrouble(`the demo readers ended (${signal ?? `code ${code}`}); nothing scans any more`);
  });
  child.send(start);
  return {
    stop: async () => {
      stopping = true;
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  const patience = new AbortController();
  const tooLong = sleep(STOP_MS, 'too-long' as const, { signal: patience.signal }).catch(
    () => 'gone' as const,
  );
  const first = await Promise.race([gone.then(() => 'gone' as const), tooLong]);
  patience.abort();
  if (first === 'too-long') {
    child.kill('SIGKILL');
    await gone;
  }
}

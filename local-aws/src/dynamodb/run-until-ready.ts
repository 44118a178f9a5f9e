import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../lib/listen';
import type { EngineProgram } from './engine-program';
import { endLeftBehind, startTethered } from './tethered-process';

export type RunningEngine = {
  readonly kind: EngineProgram['kind'];
  readonly endpoint: string;
  /** Resolves when the program has ended, wanted or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 30_000;

/** Starts an engine and resolves when it answers. One that an earlier run left behind is ended first.
 *  Errors: an Error with the end of the engine's log if it does not come up. */
export async function runUntilReady(program: EngineProgram, directory: string): Promise<RunningEngine> {
  const pidFile = join(directory, 'engine.pid');
  const logFile = join(directory, 'engine.log');
  if (program.mark !== undefined) await endLeftBehind(pidFile, program.mark);
  await program.prepare();
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const tethered = startTethered({ ...program.command(port), logFile, pidFile });
  let alive = true;
  const ended = tethered.ended.then(() => {
    alive = false;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(endpoint))) {
    if (!alive || Date.now() > deadline) {
      await tethered.stop();
      const log = await readFile(logFile, 'utf8').catch(() => '');
      throw new Error(`${program.kind} does not start. The end of ${logFile}:\n${log.slice(-2000)}`);
    }
    await sleep(20);
  }
  return { kind: program.kind, endpoint, ended, stop: tethered.stop };
}

/** Any answer will do: without a signature it is an error of DynamoDB's. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, { method: 'POST' });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, 0, true);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

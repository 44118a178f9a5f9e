import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ReaderEvent, RunningReader } from './reader-steps';

const eventSchema = z.object({
  event: z.string(),
  seq: z.number().optional(),
  upTo: z.number().optional(),
});
const STOP_MS = 6_000;

/** `run` in a process of its own, as it is in use; its text goes to standard error. */
export function startReader(program: string, configFile: string): RunningReader {
  const child = spawn(process.execPath, [program, 'run', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const listeners = new Set<(event: ReaderEvent) => void>();
  const history: ReaderEvent[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { data } = eventSchema.safeParse(parsed(line));
    if (!data) return;
    const { event, seq, upTo } = data;
    const heard = { event, ...(seq !== undefined && { seq }), ...(upTo !== undefined && { upTo }) };
    history.push(heard);
    for (const listener of [...listeners]) listener(heard);
  });
  return {
    waitFor: (wanted, seconds) =>
      new Promise((resolve) => {
        const end = (event: ReaderEvent | undefined) => {
          clearTimeout(timer);
          listeners.delete(listener);
          resolve(event);
        };
        const listener = (event: ReaderEvent) => {
          if (wanted(event)) end(event);
        };
        const timer = setTimeout(() => end(undefined), seconds * 1000);
        listeners.add(listener);
        child.once('exit', () => end(undefined));
        const past = history.find(wanted);
        if (past) end(past);
      }),
    lastSeq: () => history.findLast(({ event }) => event === 'accepted')?.seq ?? 0,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStack } from '../local-stack';

export const VICTIMS = ['worker', 'dynamodb', 'stack'] as const;
export type Victim = (typeof VICTIMS)[number];

/** Kills one of the processes of a running stack outright, with no chance to tidy up, and has the stack run
 *  again if that ended it. Answers false where there was nobody to kill. */
export async function kill(victim: Victim, stack: LocalStack, pick: <T>(of: readonly T[]) => T) {
  const { pid } = stack.info();
  if (victim === 'worker') {
    const workers = workersOf(pid);
    if (workers.length === 0) return false;
    process.kill(pick(workers), 'SIGKILL');
    return true;
  }
  // The broker, the gateway, queues and pollers live in the stack's main process.
  const target = victim === 'stack' ? pid : engineOf(stack.folder);
  process.kill(target, 'SIGKILL');
  await ended(pid);
  await stack.start();
  return true;
}

function engineOf(folder: string): number {
  return Number(readFileSync(join(folder, 'data/dynamodb/engine.pid'), 'utf8').trim());
}

function workersOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent && commandOf(pid).includes('worker-bootstrap'));
}

const parentOf = (pid: number) => Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1]);
const commandOf = (pid: number) => read(`/proc/${pid}/cmdline`);

/** A process may be gone by the time that it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function ended(pid: number) {
  for (let waited = 0; commandOf(pid) !== ''; waited += 50) {
    if (waited > 30_000) throw new Error(`Process ${pid} did not end though its DynamoDB was killed.`);
    await sleep(50);
  }
}

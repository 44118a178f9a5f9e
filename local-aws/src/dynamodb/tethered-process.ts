import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export type TetheredProcess = {
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Asks it to end, and ends it by force after five seconds. */
  stop(): Promise<void>;
};

export type TetherSetup = {
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** Holds the id of the process while it runs. */
  readonly pidFile: string;
};

/** Its standard input is a pipe from us: whatever ends us, kill -9 too, closes it, and the shell then ends the
 *  program. A process
 *  group of its own keeps Ctrl-C from reaching it before we have put down our work. */
const TETHER = `
pidfile=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & child=$!
echo "$child" >"$pidfile"
(
  while read -r line <&3; do :; done
  kill -TERM "$child"
  tenths=0
  while kill -0 "$child" && [ "$tenths" -lt 50 ]; do sleep 0.1; tenths=$((tenths + 1)); done
  kill -KILL "$child"
) 2>/dev/null &
watcher=$!
wait "$child"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** Starts a program that does not outlive this process. */
export function startTethered({ command, args, logFile, pidFile }: TetherSetup): TetheredProcess {
  const log = openSync(logFile, 'a');
  const child: ChildProcess = spawn('sh', ['-c', TETHER, 'tether', pidFile, command, ...args], {
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit').then(() => rm(pidFile, { force: true }));
  return {
    ended,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

/** Ends a process that an earlier run left behind, by force after five seconds.
 *  Only a process whose command line names `mark` is meant: ids are used again. */
export async function endLeftBehind(pidFile: string, mark: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 1) return;
  for (let tenth = 0; (await commandLine(pid)).includes(mark); tenth += 1) {
    if (tenth === 0) process.kill(pid, 'SIGTERM');
    if (tenth === 50) process.kill(pid, 'SIGKILL');
    if (tenth === 100)
      throw new Error(`Process ${pid} still holds ${mark} and cannot be ended. End it first.`);
    await sleep(100);
  }
  await rm(pidFile, { force: true });
}

async function commandLine(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    return process.platform === 'linux' ? '' : await commandLineByPs(pid);
  }
}

async function commandLineByPs(pid: number): Promise<string> {
  const ps = spawn('ps', ['-o', 'args=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  for await (const chunk of ps.stdout) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

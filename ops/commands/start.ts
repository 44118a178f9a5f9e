import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readFigures } from '../../stack/figures';
import { localCertificate } from '../../stack/local-certificates';
import { type StackActivity, startLocalStack } from '../../stack/start-local-stack';
import { createTerminalView, type TerminalView, welcome } from '../../stack/terminal-view';
import { apiOf, getFromApi } from '../api-call';
import type { Answer, Command } from '../command';
import { runDemo } from '../demo/run-demo';
import type { DemoReaders } from '../demo/start-demo-readers';
import { messageOf, WorkFailed, WrongUse } from '../failure';
import {
  type LocalStackFile,
  localFileIn,
  readLocalFile,
  removeLocalFile,
  writeLocalFile,
} from '../local-file';
import { localTarget } from '../target';
import { type Terminal, writeOut } from '../terminal';

const optionsSchema = z.object({
  empty: z.boolean().default(false),
  demo: z.boolean().default(false),
  dataDir: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
});

const FIGURES_EVERY_MS = 2_000;

/** Runs the whole stack here until Ctrl-C; then everything that it started ends. */
export const start: Command = async ({ terminal, signal }, _args, given): Promise<Answer> => {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) throw new WrongUse('--port must be a number from 0 to 65535.');
  const { demo, empty, dataDir, port } = parsed.data;
  if (demo && empty) throw new WrongUse('Choose one of --demo and --empty.');
  const folder = process.cwd();
  await refuseSecond(folder);

  const startedAt = Date.now();
  terminal.note(`Starting Shelflog in ${resolve(dataDir)} …`);
  const view = createTerminalView(process.stderr);
  let ready = false;
  const stack = await startLocalStack({
    dataDir: resolve(dataDir),
    ...(port !== undefined && { port }),
    log: (line) => (ready ? view.notice(line) : terminal.note(`  ${line}`)),
  });
  let readers: DemoReaders | undefined;
  try {
    const file: LocalStackFile = { ...stack.info, pid: process.pid, stage: 'local' };
    await writeLocalFile(folder, file);
    if (demo && !signal.aborted) {
      const certificateOf = (readerId: string) => localCertificate(stack.info, readerId);
      readers = await runDemo(file, { certificateOf, say: terminal.note, onTrouble: view.notice, signal });
    }
    ready = true;
    if (terminal.json) await writeOut(`${JSON.stringify(file, null, 2)}\n`);
    else terminal.note(welcome(stack.info, (Date.now() - startedAt) / 1000, demo));
    const unwatch = stack.onActivity((activity) => notice(activity, view));
    await Promise.race([
      showUntilAborted(file, view, signal, terminal),
      stack.failed.then((reason) => {
        throw new WorkFailed(`${reason} The stack is stopped; start it again on the same data directory.`);
      }),
    ]);
    unwatch();
  } catch (error) {
    // Ctrl-C may cut off any of it.
    if (!signal.aborted) throw error;
  } finally {
    terminal.note('Stopping …');
    await all(removeLocalFile(folder), readers?.stop(), stack.close());
  }
  terminal.note('Stopped. Nothing is left running; what was acknowledged is kept.');
  return { json: undefined, text: '' };
};

/** Lets each come to its end, also when another fails. */
async function all(...endings: readonly (Promise<void> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(endings);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

async function refuseSecond(folder: string): Promise<void> {
  const running = await readLocalFile(localFileIn(folder));
  if (running === undefined) return;
  throw new WorkFailed(`A local stack runs here already (process ${running.pid}, ${running.apiUrl}).`);
}

async function showUntilAborted(
  file: LocalStackFile,
  view: TerminalView,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const get: Parameters<typeof readFigures>[0] = (path, schema) =>
    getFromApi(apiOf(localTarget(file)), path, schema, signal);
  while (!signal.aborted) {
    if (!terminal.json) {
      await readFigures(get, file.timeZone).then(view.show, (error: unknown) => {
        if (!signal.aborted) view.notice(`no figures: ${messageOf(error)}`);
      });
    }
    await sleep(FIGURES_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Only what a person should know; the figures tell the rest. */
function notice(activity: StackActivity, view: TerminalView): void {
  switch (activity.kind) {
    case 'function-error':
      view.notice(`${activity.functionName} failed: ${activity.errorType} ${activity.errorMessage}`);
      return;
    case 'parked':
      view.notice(`${activity.functionName} gave up on something; it lies in ${activity.where}`);
      return;
    case 'trouble':
      view.notice(`${activity.part}: ${activity.message}`);
      return;
    case 'message-refused':
      view.notice(`a message of ${activity.clientId} was refused: ${activity.reason}`);
      return;
    case 'client-connected':
    case 'client-gone':
    case 'message-accepted':
    case 'invoked':
    case 'batch-done':
      return;
  }
}

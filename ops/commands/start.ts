import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { safeJson } from '../../app/lib/safe-text';
import type { StackActivity } from '../../stack/start-local-stack';
import { createTerminalView, type TerminalView, welcome } from '../../stack/terminal-view';
import type { DemoReaders } from '../demo/start-demo-readers';
import { type Answer, aCommand, type CommandContext } from '../lib/command';
import { prepareDataFolder } from '../lib/data-folder';
import { messageOf, WorkFailed, WrongUse } from '../lib/failure';
import { flag, type InputOf, option, wholeNumber } from '../lib/input';
import type { LocalStackFile } from '../lib/local-file';
import type { ProblemNote } from '../lib/problem-note';
import { type Terminal, writeOut } from '../lib/terminal';

const FIGURES_EVERY_MS = 2_000;

const INPUT = {
  empty: flag('no books and no readers (the default)'),
  demo: flag('with a list of public-domain books, and readers that scan them'),
  dataDir: option(
    '<folder>',
    'where everything is kept',
    (zod) => zod.string().min(1, 'must not be empty'),
    '.shelflog/data',
  ),
  port: option('<number>', 'the port of the API (default: a free one)', (zod) =>
    wholeNumber(0, 65_535)(zod).optional(),
  ),
  tokenSeconds: option('<number>', 'how long a token of the sign-in lasts (default: an hour)', (zod) =>
    wholeNumber(1, 86_400)(zod).optional(),
  ),
};

/** Runs the whole stack here until Ctrl-C; then everything that it started ends. */
export const command = aCommand({
  words: 'start',
  summary: 'run the whole stack on this machine, until Ctrl-C',
  input: INPUT,
  run: start,
});

async function start({ terminal, signal }: CommandContext, input: InputOf<typeof INPUT>): Promise<Answer> {
  const {
    startLocalStack,
  }: typeof import('../../stack/start-local-stack') = require('../../stack/start-local-stack');
  const {
    removeLocalFile,
    writeLocalFile,
  }: typeof import('../lib/local-file') = require('../lib/local-file');
  const {
    localCertificate,
  }: typeof import('../../stack/local-certificates') = require('../../stack/local-certificates');
  const { problemNote }: typeof import('../lib/problem-note') = require('../lib/problem-note');
  const { runDemo }: typeof import('../demo/run-demo') = require('../demo/run-demo');
  const { demo, empty, port, tokenSeconds } = input;
  if (demo && empty) throw new WrongUse('Choose one of --demo and --empty.');
  const folder = process.cwd();
  const dataDir = resolve(input.dataDir);
  await refuseSecond(folder);
  await prepareDataFolder(dataDir);

  const startedAt = Date.now();
  terminal.note(`Starting Shelflog in ${dataDir} …`);
  const view = createTerminalView(process.stderr);
  let ready = false;
  const stack = await startLocalStack({
    dataDir,
    ...(port !== undefined && { port }),
    ...(tokenSeconds !== undefined && { settings: { signInTokenSeconds: tokenSeconds } }),
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
    if (terminal.json) await writeOut(`${safeJson(file)}\n`);
    else terminal.note(...welcome(stack.info, (Date.now() - startedAt) / 1000, demo).split('\n'));
    const problem = problemNote(folder, file);
    const unwatch = stack.onActivity((activity) => notice(activity, view, problem));
    await Promise.race([
      showUntilAborted({ file, problem, view, signal, terminal }),
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
  return { json: undefined, lines: [] };
}

/** Lets each come to its end, also when another fails. */
async function all(...endings: readonly (Promise<void> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(endings);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

async function refuseSecond(folder: string): Promise<void> {
  const { localFileIn, readLocalFile }: typeof import('../lib/local-file') = require('../lib/local-file');
  const running = await readLocalFile(localFileIn(folder));
  if (running === undefined) return;
  throw new WorkFailed(`A local stack runs here already (process ${running.pid}, ${running.apiUrl}).`);
}

type Shown = {
  readonly file: LocalStackFile;
  readonly problem: ProblemNote;
  readonly view: TerminalView;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
};

async function showUntilAborted({ file, problem, view, signal, terminal }: Shown): Promise<void> {
  const { apiOf, getFromApi }: typeof import('../lib/api-call') = require('../lib/api-call');
  const { localTarget }: typeof import('../lib/target') = require('../lib/target');
  const { readFigures }: typeof import('../../stack/figures') = require('../../stack/figures');
  const get: Parameters<typeof readFigures>[0] = (path, schema) =>
    getFromApi(apiOf(localTarget(file)), path, schema, signal);
  while (!signal.aborted) {
    if (!terminal.json) {
      await readFigures(get, file.timeZone).then(view.show, (error: unknown) => {
        if (!signal.aborted) view.notice(`no figures: ${messageOf(error)}`);
      });
    }
    const message = problem.current();
    if (message !== undefined) view.notice(message);
    await problem.write();
    await sleep(FIGURES_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Only what a person should know; the figures tell the rest. */
function notice(activity: StackActivity, view: TerminalView, problem: ProblemNote): void {
  switch (activity.kind) {
    case 'function-error':
      view.notice(`${activity.functionName} failed: ${activity.errorType} ${activity.errorMessage}`);
      return;
    case 'parked':
      view.notice(`${activity.functionName} gave up on something; it lies in ${activity.where}`);
      return;
    case 'disk-refuses':
      problem.report(activity.message);
      view.notice(activity.message);
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

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { FunctionModel } from '../model/stack-model';

/** What a function's error looks like to whoever invoked it, in Lambda's words. */
export const functionError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});
const workerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('init-error'), error: functionError }),
  z.object({ kind: z.literal('done'), id: z.string(), payload: z.string() }),
  z.object({ kind: z.literal('failed'), id: z.string(), error: functionError }),
]);

export type FunctionError = z.infer<typeof functionError>;
export type InvocationResult =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError };

export type WorkerOptions = {
  readonly fn: FunctionModel;
  readonly taskRoot: string;
  readonly env: Record<string, string>;
  /** Everything that the function prints is appended here. */
  readonly logFile: string;
};

const BOOTSTRAP = path.join(__dirname, 'worker-bootstrap.cjs');
/** Lambda allows 10 s; a laptop that starts ten workers at once gets more. */
const INIT_LIMIT_MS = 30_000;
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

type Settle = (result: InvocationResult) => void;

/** One execution environment: a child process that runs one invocation at a time.
 *  It ends when this process dies, however it dies, for its IPC channel closes then. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #fn: FunctionModel;
  readonly #ready: Promise<FunctionError | undefined>;
  #loaded: (error?: FunctionError) => void = () => {};
  #settle: Settle | undefined;
  #exited = false;

  constructor(options: WorkerOptions) {
    this.#fn = options.fn;
    const log = openSync(options.logFile, 'a');
    this.#child = fork(BOOTSTRAP, [options.taskRoot, options.fn.handler], {
      cwd: options.taskRoot,
      env: options.env,
      execArgv: [`--max-old-space-size=${Math.floor(options.fn.memoryMb * 0.9)}`],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#ready = this.#untilReady();
    this.#child.on('message', (raw) => this.#receive(raw));
    this.#child.once('exit', (code, signal) => this.#ended(code, signal));
    this.#child.once('error', () => this.#child.kill('SIGKILL'));
  }

  /** False once the process has ended; such a worker is not used again. */
  get alive(): boolean {
    return !this.#exited;
  }

  /** Runs the function once. Never rejects: a crash, a timeout and an exception are all a function error. */
  async run(requestId: string, payload: string): Promise<InvocationResult> {
    const initError = await this.#ready;
    if (initError) return { ok: false, error: initError };
    const limitMs = this.#fn.timeoutSeconds * 1000;
    return await new Promise<InvocationResult>((resolve) => {
      const timer = setTimeout(() => {
        this.#finish(timedOut(requestId, this.#fn.timeoutSeconds));
        this.#kill();
      }, limitMs);
      this.#settle = (result) => {
        clearTimeout(timer);
        resolve(result);
      };
      const message = {
        id: requestId,
        payload,
        deadlineMs: Date.now() + limitMs,
        functionArn: this.#fn.arn,
      };
      if (this.#exited) this.#finish(exitError(requestId, 'already ended'));
      else this.#child.send(message, (error) => error && this.#kill());
    });
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#exited) return;
    const gone = once(this.#child, 'exit');
    this.#kill();
    await gone;
  }

  #kill(): void {
    this.#child.kill('SIGKILL');
  }

  #untilReady(): Promise<FunctionError | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#kill();
        resolve({ errorType: 'Sandbox.Timedout', errorMessage: 'The function did not load within 30 s.' });
      }, INIT_LIMIT_MS);
      this.#loaded = (error) => {
        clearTimeout(timer);
        resolve(error);
      };
    });
  }

  #receive(raw: unknown): void {
    const message = workerMessage.parse(raw);
    if (message.kind === 'ready') this.#loaded();
    if (message.kind === 'init-error') this.#loaded(message.error);
    if (message.kind === 'failed') this.#finish({ ok: false, error: message.error });
    if (message.kind !== 'done') return;
    if (Buffer.byteLength(message.payload) <= MAX_RESPONSE_BYTES) {
      this.#finish({ ok: true, payload: message.payload });
      return;
    }
    const errorMessage = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
    this.#finish({ ok: false, error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.#exited = true;
    const failure = exitError('-', signal ? `signal: ${signal}` : `exit status ${code ?? 'unknown'}`);
    this.#loaded(failure.error);
    this.#finish(failure);
  }

  #finish(result: InvocationResult): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(result);
  }
}

function timedOut(requestId: string, seconds: number): InvocationResult {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage } };
}

function exitError(requestId: string, how: string): { ok: false; error: FunctionError } {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${how}`;
  return { ok: false, error: { errorType: 'Runtime.ExitError', errorMessage } };
}

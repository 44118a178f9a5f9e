import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { CertificateFiles } from '../../../local-aws/src/mqtt/certificate-authority';

const ROOT = resolve(__dirname, '../../..');

export type ScriptLine = {
  readonly atMs: number;
  readonly present: readonly string[];
  readonly texts?: object;
};

/** Tags that come one after the other, each for `everyMs`. */
export const oneByOne = (tagIds: readonly string[], everyMs: number, firstAtMs = 0): ScriptLine[] => [
  ...tagIds.map((tagId, n) => ({ atMs: firstAtMs + n * everyMs, present: [tagId] })),
  { atMs: firstAtMs + tagIds.length * everyMs, present: [] },
];

export type ReaderSetUp = {
  readonly dir: string;
  readonly readerId: string;
  readonly port: number;
  readonly files: CertificateFiles;
  readonly script: readonly ScriptLine[];
  readonly more?: object;
};

export function writeReaderConfig({ dir, readerId, port, files, script, more }: ReaderSetUp): string {
  mkdirSync(dir, { recursive: true });
  const scriptFile = join(dir, `${readerId}.script.jsonl`);
  writeFileSync(scriptFile, script.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const file = join(dir, `${readerId}.json`);
  const config = {
    readerId,
    mode: 'toggle',
    endpoint: '127.0.0.1',
    port,
    ...files,
    spoolDir: join(dir, `${readerId}.spool`),
    chip: { kind: 'simulated', script: scriptFile },
    ...more,
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

let bundle: Promise<string> | undefined;

/** The reader's command as one file: it starts in a fraction of the time that TypeScript takes. */
function bundledReader(): Promise<string> {
  bundle ??= (async () => {
    const outfile = join(tmpdir(), `shelflog-reader-${process.pid}.cjs`);
    await build({
      stdin: {
        contents: `require(${JSON.stringify(join(ROOT, 'device/src/commands/cli.ts'))}).main(process.argv.slice(2)).then((code) => process.exit(code), (error) => { console.error(error); process.exit(3); });`,
        resolveDir: ROOT,
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      external: ['aws-iot-device-sdk-v2', 'spi-device'],
      logLevel: 'error',
    });
    return outfile;
  })();
  return bundle;
}

export type Line = Readonly<Record<string, unknown>>;

/** A reader, or what serves kiosks, in a process of its own, as `shelflog-reader` starts it. */
export class ReaderProcess {
  readonly lines: Line[] = [];
  readonly errors: string[] = [];
  private constructor(readonly child: ChildProcess) {
    if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
    createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(JSON.parse(line)));
    createInterface({ input: child.stderr }).on('line', (line) => this.errors.push(line));
  }

  static async start(
    config: string,
    environment: NodeJS.ProcessEnv = {},
    command: 'run' | 'sip2' = 'run',
  ): Promise<ReaderProcess> {
    const file = await bundledReader();
    const child = spawn(process.execPath, [file, command, '--config', config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), ...environment },
    });
    return new ReaderProcess(child);
  }

  events(kind: string): Line[] {
    return this.lines.filter(({ event }) => event === kind);
  }

  publishedUpTo(): number {
    return Math.max(0, ...this.events('published').map(({ upTo }) => Number(upTo)));
  }

  async until(holds: () => boolean, what: string, limitMs = 40_000): Promise<void> {
    for (let waited = 0; !holds(); waited += 20) {
      if (waited > limitMs || this.child.exitCode !== null || this.child.signalCode !== null) {
        const tail = [...this.lines.slice(-5).map((line) => JSON.stringify(line)), ...this.errors.slice(-10)];
        throw new Error(`not seen: ${what}\n${tail.join('\n')}`);
      }
      await sleep(20);
    }
  }

  /** Its exit code, when it has ended by itself. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** Its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return this.child.exitCode ?? this.child.signalCode;
    }
    const gone = once(this.child, 'close');
    this.child.kill(signal);
    const [code, by] = await gone;
    return code ?? by;
  }
}

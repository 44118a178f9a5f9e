import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const PROGRAM = join(__dirname, '../../bin/shelflog-reader.js');
const RESTART_MS = 200;

const lineSchema = z.looseObject({ event: z.string() });
export type Line = z.output<typeof lineSchema>;

/** A reader that is started again whenever it ends, as systemd does with Restart=always. */
export class SupervisedReader {
  readonly lines: Line[] = [];
  readonly notes: string[] = [];
  private child: ChildProcess | undefined;
  private ended = false;
  starts = 0;

  constructor(private readonly config: string) {
    void this.keepUp();
  }

  /** As a crash or a power cut ends it; it is started again. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async end(): Promise<void> {
    this.ended = true;
    if (!this.child || this.child.exitCode !== null) return;
    const gone = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await Promise.race([gone, sleep(10_000, undefined, { ref: false })]);
    this.child.kill('SIGKILL');
  }

  of(event: string): Line[] {
    return this.lines.filter((line) => line.event === event);
  }

  async until(holds: () => boolean, what: string, limitMs = 90_000): Promise<void> {
    const began = Date.now();
    while (!holds()) {
      if (Date.now() - began > limitMs)
        throw new Error(`not seen: ${what}\n${this.notes.slice(-30).join('\n')}`);
      await sleep(50);
    }
  }

  private async keepUp(): Promise<void> {
    while (!this.ended) {
      this.starts += 1;
      const child = spawn(process.execPath, [PROGRAM, 'run', '--config', this.config], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.child = child;
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { data } = lineSchema.safeParse(JSON.parse(line));
        if (data) this.lines.push(data);
      });
      createInterface({ input: child.stderr }).on('line', (line) => this.notes.push(line));
      await once(child, 'close');
      await sleep(RESTART_MS);
    }
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const figures = z.looseObject({
  reads: z.number(),
  refused: z.number(),
  beepMs: z.object({ p50: z.number(), p99: z.number(), n: z.number() }),
  pubackMs: z.object({ p50: z.number(), p99: z.number(), n: z.number() }),
  rssMb: z.object({ first: z.number(), last: z.number(), max: z.number() }),
  cpuShare: z.number(),
  openFiles: z.object({ early: z.number(), late: z.number() }),
});

export type Figures = z.output<typeof figures>;

/** As systemd starts it: V8 takes its time with garbage where it believes memory to be plenty. */
const UNIT_FLAGS = ['--max-old-space-size=96', '--max-semi-space-size=2'];

type Measured = {
  /** Left out: tags that come evenly, without a chip. */
  readonly program?: string;
  readonly dir: string;
  readonly port: number;
  readonly files: object;
  readonly spool: string;
  readonly tagEveryMs: number;
  readonly seconds: number;
};

/** A reader that measures itself; `onPublished` hears how far it is. */
export function startMeasured(
  { program = join(__dirname, 'measured-reader.ts'), dir, port, files, spool, tagEveryMs, seconds }: Measured,
  onPublished: (upTo: number) => void = () => undefined,
): { readonly child: ChildProcess; readonly figures: Promise<Figures> } {
  const config = join(dir, `${spool}.json`);
  const chip = { kind: 'simulated', script: config };
  const rest = { readerId: 'r-1', mode: 'toggle', endpoint: '127.0.0.1', spoolDir: join(dir, spool) };
  writeFileSync(config, JSON.stringify({ ...rest, port, ...files, chip }));
  const child = fork(program, [config, String(tagEveryMs), String(seconds), 'end'], {
    execArgv: [...UNIT_FLAGS, '--require', require.resolve('tsx/cjs')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.on('message', (word) => onPublished(z.object({ upTo: z.number() }).parse(word).upTo));
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Figures>((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve(figures.parse(JSON.parse(Buffer.concat(chunks).toString())));
      else reject(new Error(`the measured reader ended with ${code}`));
    });
  });
  return { child, figures: done };
}

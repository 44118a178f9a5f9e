import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { z } from 'zod';
import { writeRecords } from './write-records';

const SMALL = 10_000;
const LARGE = 1_000_000;
const TURNS = 3;

const counted = z.object({
  records: z.number(),
  copies: z.number(),
  problems: z.number(),
  peakMb: z.number(),
});

export type MarcFigures = {
  readonly records: number;
  readonly megabytes: number;
  /** Processor seconds of each turn, ours and of yaz-marcdump, which writes its lines to nowhere. */
  readonly ours: readonly number[];
  readonly yaz: readonly number[];
  readonly peakMb: { readonly small: number; readonly large: number };
};

type Place = { readonly folder?: string | undefined; readonly list: string };

/** Reads a million records to books and copies, in turn with yaz-marcdump reading the same file. */
export async function measureMarc(
  say: (line: string) => void,
  { folder = join(tmpdir(), 'shelflog-bench-marc'), list }: Place,
): Promise<MarcFigures> {
  await mkdir(folder, { recursive: true });
  const [small, large] = [join(folder, 'small.mrc'), join(folder, 'large.mrc')];
  await writeRecords(small, list, SMALL);
  await writeRecords(large, list, LARGE);
  const program = join(folder, 'parse.js');
  await build({
    entryPoints: [join(__dirname, 'parse-child.ts')],
    bundle: true,
    platform: 'node',
    outfile: program,
    logLevel: 'error',
  });
  const parse = async (file: string) => {
    const { seconds, output } = await timed(`'${process.execPath}' '${program}' '${file}'`);
    return { seconds, ...counted.parse(JSON.parse(output)) };
  };
  const { peakMb: smallPeak } = await parse(small);
  const ours: number[] = [];
  const yaz: number[] = [];
  let largePeak = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const one = await parse(large);
    if (one.records !== LARGE || one.problems > 0)
      throw new Error(`Not all was read: ${JSON.stringify(one)}`);
    const other = await timed(`yaz-marcdump '${large}' >/dev/null`);
    ours.push(one.seconds);
    yaz.push(other.seconds);
    largePeak = Math.max(largePeak, one.peakMb);
    say(
      `marc: ${one.seconds.toFixed(1)} s of processor time, yaz ${other.seconds.toFixed(1)} s, ${one.peakMb} MB`,
    );
  }
  const megabytes = Math.round((await stat(large)).size / 1e6);
  return { records: LARGE, megabytes, ours, yaz, peakMb: { small: smallPeak, large: largePeak } };
}

/** A command's output and its processor time, user and system, as the shell counts its children. */
async function timed(command: string): Promise<{ seconds: number; output: string }> {
  const { stdout } = await promisify(execFile)('bash', ['-c', `${command}; times`]);
  const lines = stdout.trimEnd().split('\n');
  const seconds = [...(lines.at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return { seconds: seconds.reduce((sum, one) => sum + one, 0), output: lines.slice(0, -2).join('\n') };
}

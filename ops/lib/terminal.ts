import { once } from 'node:events';
import { safeText } from '../../app/lib/safe-text';

/** Where a command speaks: its answer goes to stdout, everything on the way there to stderr. */
export type Terminal = {
  readonly json: boolean;
  /** Progress may be drawn over: stderr is a terminal and nobody asked for JSON. */
  readonly live: boolean;
  /** Each line is made safe and ended. */
  note(...lines: readonly string[]): void;
};

export function createTerminal(json: boolean): Terminal {
  return {
    json,
    live: !json && process.stderr.isTTY === true,
    note: (...lines) => void process.stderr.write(toText(lines)),
  };
}

/** Lines as they leave: nothing in them steers a terminal, and each is ended. */
export const toText = (lines: readonly string[], lineEnd = '\n'): string =>
  lines.map((line) => `${safeText(line)}${lineEnd}`).join('');

/** Whoever reads our output may end before us (`| head`, or `| tee` at Ctrl-C): the work is then finished
 *  unheard, instead of being cut off by an EPIPE. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Writes and waits until the pipe has taken it: process.exit() would cut off what it has not. */
export async function writeOut(text: string, stream: NodeJS.WritableStream = process.stdout): Promise<void> {
  if (!stream.write(text) && stream.writable)
    await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
}

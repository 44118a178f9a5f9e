import type { Fault } from '../config/fault';

/** Standard error: for a person and the journal. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Standard output: an answer, or a program's one JSON a line. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function noteFaults(faults: readonly Fault[]): void {
  for (const { code, message } of faults) note(`${message} [${code}]`);
}

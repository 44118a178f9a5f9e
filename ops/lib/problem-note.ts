import { type LocalStackFile, writeLocalFile } from './local-file';

/** A problem of the running stack, for the file that other programs read. */
export type ProblemNote = {
  /** The problem, if there is one. */
  current(): string | undefined;
  report(message: string): void;
  /** Writes it into the file, unless it is there. A full disk may not take it: then the next call does. */
  write(): Promise<void>;
};

/** The note of a stack that was started in this folder. */
export function problemNote(
  folder: string,
  file: LocalStackFile,
  writeFile: typeof writeLocalFile = writeLocalFile,
): ProblemNote {
  let problem: string | undefined;
  let written: string | undefined;
  return {
    current: () => problem,
    report: (message) => {
      problem = message;
    },
    write: async () => {
      const message = problem;
      if (message === undefined || message === written) return;
      await writeFile(folder, { ...file, problem: message }).then(
        () => {
          written = message;
        },
        () => undefined,
      );
    },
  };
}

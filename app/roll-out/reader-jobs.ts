/** `waiting`: the reader has not taken the job yet. `cancelled`: it will not be offered to it any more. */
export type ReaderState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export type ReaderJob = {
  readonly jobId: string;
  /** Of each reader that it is for. */
  readonly states: ReadonlyMap<string, ReaderState>;
};

/** Jobs that readers are given. A job cancels what has not begun at its first failure, whoever watches it; a reader
 *  that takes it and is not heard within an hour has failed. */
export type ReaderJobs = {
  /** Every reader of the stage. */
  readers(): Promise<readonly string[]>;
  /** Undefined where there is none of that id. */
  find(jobId: string): Promise<ReaderJob | undefined>;
  /** Orders the bundle for these readers, at most MAX_READERS_A_JOB. `exists`: someone else was first, and nothing
   *  was changed. */
  create(jobId: string, readerIds: readonly string[]): Promise<'created' | 'exists'>;
  /** Why it failed there, in the reader's words. */
  reason(jobId: string, readerId: string): Promise<string>;
};

/** AWS IoT takes no more targets of a job. */
export const MAX_READERS_A_JOB = 100;

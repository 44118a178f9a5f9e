/** Time as a source needs it: a clock in ms that never goes back, and something to be done later. */
export type Timing = {
  nowMs(): number;
  /** Answers what takes it back. */
  after(ms: number, run: () => void): () => void;
};

/** This process's own time. */
export const processTiming: Timing = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** What may go wrong, each as a probability. */
export type Faults = {
  /** A call fails and had no effect. */
  readonly failsBefore: number;
  /** A call takes effect and its answer is lost. */
  readonly failsAfter: number;
  /** As above, and the SDK sends it again; either may arrive first. */
  readonly isResent: number;
  /** The function dies at a call, before or after it took effect. */
  readonly crashes: number;
  /** A call, or a part of a batch, is throttled. */
  readonly isThrottled: number;
  /** A call takes up to two minutes instead of milliseconds. */
  readonly isSlow: number;
  /** A message or a batch of records is delivered again, also while it is still being worked on. */
  readonly comesTwice: number;
  /** A record lies in the stream, or a message in the bus, for up to thirteen hours. */
  readonly isLate: number;
  /** A shard of the stream is split at a record. */
  readonly reshards: number;
};

export const NO_FAULTS: Faults = {
  failsBefore: 0,
  failsAfter: 0,
  isResent: 0,
  crashes: 0,
  isThrottled: 0,
  isSlow: 0,
  comesTwice: 0,
  isLate: 0,
  reshards: 0,
};

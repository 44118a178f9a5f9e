/** Work that was given up: a message of a dead-letter queue, or an object of the quarantine bucket. */
export type ParkedMessage = {
  readonly id: string;
  /** As it lies there. */
  readonly body: string;
  readonly parkedAt: string;
};

/** The parked messages of one place. */
export type ParkedMessages = {
  /** About how many there are. */
  count(): Promise<number>;
  /** What was parked before the instant: each at least once, in no promised order. What comes back while this is
   *  read is left alone, or it would never end. */
  take(before: string): AsyncIterable<ParkedMessage>;
  /** For good. */
  remove(message: ParkedMessage): Promise<void>;
  /** Lets others have at once what was taken and not removed. */
  release(): Promise<void>;
};

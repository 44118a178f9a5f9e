/** What was given up somewhere: a message of a dead-letter queue, or a parked object. */
export type Letter = {
  readonly id: string;
  /** As it lies there. */
  readonly body: string;
  readonly parkedAt: string;
};

/** Where given-up work of one kind lies. */
export type LetterBox = {
  /** About how many lie there. */
  count(): Promise<number>;
  /** What was parked before the instant: each at least once, in no promised order. What comes back while this is
   *  read is left alone, or it would never end. */
  take(before: string): AsyncIterable<Letter>;
  /** For good. */
  remove(letter: Letter): Promise<void>;
  /** Lets others have at once what was taken and not removed. */
  release(): Promise<void>;
};

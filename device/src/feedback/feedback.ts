/** What the person at the reader sees and hears. Every call returns at once and never throws. */
export type Feedback = {
  /** The scan is durable: the beep. */
  accepted(tagId: string): void;
  /** This tag was read a moment ago and is known: no new scan. */
  repeat(tagId: string): void;
  /** The scan is NOT kept, or the reader needs help; `reason` says which, for the journal. */
  trouble(reason: string): void;
  /** Lights off, timers gone. */
  stop(): void;
};

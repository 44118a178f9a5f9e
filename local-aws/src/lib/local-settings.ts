/** How the local run differs in time and number from AWS; nothing else of a stack may differ. */
export type LocalSettings = {
  /** Workers that a function may have at once. AWS: 1,000 an account. */
  readonly functionConcurrency: number;
  /** And one that the HTTP API's routes invoke. */
  readonly routeConcurrency: number;
  /** Before the retries of an asynchronous invocation. AWS: one and two minutes. */
  readonly asyncRetryDelaysMs: readonly number[];
  /** A stream is looked at this often when nothing wakes its mappings, and for new shards this often. */
  readonly streamIdlePollMs: number;
  readonly shardPollMs: number;
  /** From the first new record or message to reading what came with it: fewer and fuller batches.
   *  AWS: up to 250 ms, for it polls four times a second. */
  readonly gatherMs: number;
  /** A message whose batch failed comes back after 2, 4, 8, … seconds, at most its visibility timeout.
   *  AWS: always the visibility timeout, which here is minutes. */
  readonly failedMessagesComeBackSooner: boolean;
  /** And at most after so long. */
  readonly failedMessageLongestWaitSeconds: number;
  /** What running invocations get to finish when the stack is stopped. */
  readonly stopGraceMs: number;
  /** Ports that are taken if they are free, so that clients find the stack again after a restart. */
  readonly wishedHttpPort: number;
  readonly wishedMqttPort: number;
  /** Of a token that is minted for a program. */
  readonly tokenLifetimeSeconds: number;
  /** Of the tokens of people who sign in, as the stage's user pool gives them. */
  readonly signInTokenSeconds: number;
};

export const DEFAULT_LOCAL_SETTINGS: LocalSettings = {
  functionConcurrency: 2,
  routeConcurrency: 4,
  asyncRetryDelaysMs: [1_000, 2_000],
  streamIdlePollMs: 1_000,
  shardPollMs: 5_000,
  gatherMs: 25,
  failedMessagesComeBackSooner: true,
  failedMessageLongestWaitSeconds: 60,
  stopGraceMs: 3_000,
  wishedHttpPort: 8_080,
  wishedMqttPort: 8_883,
  tokenLifetimeSeconds: 30 * 24 * 3600,
  signInTokenSeconds: 3_600,
};

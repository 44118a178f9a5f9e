import type { TopicRuleName } from './topics';

/** Messages of readers, handed over one by one by topic rules: asynchronous, tried three times. */
export type TopicRuleTrigger = { readonly kind: 'topicRule'; readonly rules: readonly TopicRuleName[] };

/** Queues between functions. `scans` is filled by a bus rule. */
export type QueueName = 'scans';

/** Messages of a queue, in batches, each tried five times. */
export type QueueTrigger = {
  readonly kind: 'queue';
  readonly queue: QueueName;
  /** So many invocations at once. */
  readonly concurrency: number;
  /** Where what did not reach the queue is kept. */
  readonly undelivered: string;
  readonly undeliveredWords: DeadLetterWords;
};

/** Records of the Events table's stream, in batches: what fails ten times is kept in the quarantine bucket. */
export type StreamTrigger = { readonly kind: 'stream'; readonly table: 'events' };

/** Once a day: asynchronous, tried three times. */
export type ScheduleTrigger = {
  readonly kind: 'schedule';
  /** In the names of its resources: `daily-<run>`, `<run>-schedule`, `<run>-missed`. */
  readonly run: string;
  /** In sentences: the daily … */
  readonly noun: string;
  /** `HH:MM` of the clock of this zone. */
  readonly at: `${number}:${number}`;
  readonly zone: 'library' | 'UTC';
  /** Where a start is kept that did not reach the function. */
  readonly undelivered: string;
};

/** Requests of the HTTP API, by its routes; the more particular one goes before. */
export type HttpTrigger = { readonly kind: 'http'; readonly routes: readonly HttpRoute[] };

export type HttpRoute = {
  /** In the name of its resource. */
  readonly id: string;
  readonly key: `${'ANY' | 'GET' | 'POST' | 'PATCH'} /${string}`;
  /** Without a token. */
  readonly open?: true;
};

export type Trigger = TopicRuleTrigger | QueueTrigger | StreamTrigger | ScheduleTrigger | HttpTrigger;

/** What an operator reads of work that was given up. */
export type DeadLetterWords = {
  /** In the alarm: what has happened. */
  readonly alarm: string;
  /** In the list of `redrive`: what lies there. */
  readonly parked: string;
};

export const schedule = <const Run extends string>(
  run: Run,
  due: Pick<ScheduleTrigger, 'at' | 'zone' | 'noun'>,
) => ({ kind: 'schedule', run, undelivered: `${run}-schedule`, ...due }) as const;

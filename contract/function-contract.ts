import type { Grant } from './grants';
import type { Calls } from './retries';
import type {
  DeadLetterWords,
  HttpTrigger,
  QueueTrigger,
  ScheduleTrigger,
  StreamTrigger,
  TopicRuleTrigger,
} from './triggers';
import type { EnvName } from './variables';

type AnyFunction = {
  /** Entry point; exports `handler`. */
  readonly entry: `handlers/${string}.ts`;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** How its calls of AWS are tried again; the waits of all must end within its time. */
  readonly calls: Calls;
  /** Its disk under /tmp, where it needs more than the 512 MB that any function has. */
  readonly diskMb?: number;
  /** So many at once, kept free for it; more wait and are tried again. Left out: as many as the account allows. */
  readonly concurrency?: number;
  readonly env: readonly EnvName[];
  readonly grants: readonly Grant[];
  /** Metrics that it counts, each with the words of its alarm, which the first one raises. */
  readonly counts?: Readonly<Record<string, string>>;
  /** Metrics that it counts for each reader, in the dimension `reader`: the absence of `heard` raises an alarm, and
   *  so does `ailing`. */
  readonly countsReaders?: { readonly heard: string; readonly ailing: string };
  /** More failures in five minutes raise an alarm. */
  readonly failuresAllowed: number;
};

/** All that is said of a function. Its resources, alarms and dead letters are derived from it. */
export type FunctionContract = AnyFunction &
  (
    | { readonly invokedBy: TopicRuleTrigger | QueueTrigger; readonly failures: DeadLetterWords }
    | {
        readonly invokedBy: ScheduleTrigger;
        /** `missed`: no run has succeeded for 26 hours, and what to do now. */
        readonly failures: DeadLetterWords & { readonly missed: string };
      }
    | { readonly invokedBy: StreamTrigger | HttpTrigger; readonly failures?: never }
  );

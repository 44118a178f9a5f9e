import type { FunctionError, InvocationResult } from '../lambda/worker';
import type { MappingModel } from '../model/stack-model';
import { batchVerdict } from './batch-response';

export type StreamItem = {
  readonly sequenceNumber: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
};

export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export type Discard<R extends StreamItem> = {
  readonly records: readonly R[];
  readonly condition: DiscardCondition;
  readonly invokeCount: number;
  readonly error: FunctionError | undefined;
};

export type StreamBatchSteps<R extends StreamItem> = {
  readonly invoke: (records: readonly R[]) => Promise<InvocationResult>;
  /** All records up to and with this one are done with. */
  readonly checkpoint: (last: R) => Promise<void>;
  /** Sends what is given up to its destination; only then is it checkpointed. */
  readonly discard: (discarded: Discard<R>) => Promise<void>;
  readonly backOff: (failures: number) => Promise<void>;
  readonly now: () => number;
  readonly stopped: () => boolean;
};

type Piece<R> = {
  readonly records: readonly R[];
  failures: number;
  invokeCount: number;
  error?: FunctionError;
};

/** Takes one batch of a shard through the function in the order of the shard, as Lambda does:
 *  a function error splits the batch in two where bisecting is on, a partial response checkpoints what comes
 *  before the numerically lowest failed sequence number, and neither split counts as a retry; what has failed
 *  1 + maxRetries times or has grown too old is discarded to the destination.
 *  Delivery: at least once. Returns early, with the rest not checkpointed, when `stopped` says so.
 *  Source: Lambda developer guide, DynamoDB streams, "Retain discarded batches" and "Report batch item failures". */
export async function processStreamBatch<R extends StreamItem>(
  batch: readonly R[],
  mapping: Pick<MappingModel, 'bisect' | 'maxRetries' | 'maxAgeSeconds' | 'partialResponses'>,
  steps: StreamBatchSteps<R>,
): Promise<void> {
  const todo: Piece<R>[] = [{ records: batch, failures: 0, invokeCount: 0 }];
  for (let piece = todo.shift(); piece; piece = todo.shift()) {
    if (steps.stopped()) return;
    todo.unshift(...(await runPiece(piece, mapping, steps)));
  }
}

/** Returns what is left of the piece, in order. */
async function runPiece<R extends StreamItem>(
  piece: Piece<R>,
  mapping: Pick<MappingModel, 'bisect' | 'maxRetries' | 'maxAgeSeconds' | 'partialResponses'>,
  steps: StreamBatchSteps<R>,
): Promise<Piece<R>[]> {
  const tooOld = leadingCount(piece.records, ({ createdAtMs }) =>
    isTooOld(createdAtMs, mapping, steps.now()),
  );
  if (tooOld > 0) {
    await giveUp({ ...piece, records: piece.records.slice(0, tooOld) }, 'RecordAgeExceeded', steps);
    return pieceOf(piece.records.slice(tooOld), piece);
  }
  const result = await steps.invoke(piece.records);
  if (steps.stopped() && !result.ok) return [];
  piece.invokeCount += 1;
  const ids = piece.records.map(({ sequenceNumber }) => sequenceNumber);
  const verdict = !result.ok
    ? ({ kind: 'unusable' } as const)
    : mapping.partialResponses
      ? batchVerdict(result.payload, ids)
      : ({ kind: 'done' } as const);
  if (verdict.kind === 'done') {
    await checkpointAll(piece.records, steps);
    return [];
  }
  if (!result.ok) piece.error = result.error;
  if (verdict.kind === 'failed') {
    const from = ids.indexOf(lowest(verdict.ids));
    if (from > 0) {
      await checkpointAll(piece.records.slice(0, from), steps);
      return pieceOf(piece.records.slice(from), piece);
    }
  } else if (mapping.bisect && piece.records.length > 1) {
    const half = Math.ceil(piece.records.length / 2);
    await steps.backOff(1);
    return [
      ...pieceOf(piece.records.slice(0, half), piece),
      ...pieceOf(piece.records.slice(half), { ...piece, error: undefined }),
    ];
  }
  return await retryOrGiveUp(piece, mapping, steps);
}

async function retryOrGiveUp<R extends StreamItem>(
  piece: Piece<R>,
  mapping: Pick<MappingModel, 'maxRetries'>,
  steps: StreamBatchSteps<R>,
): Promise<Piece<R>[]> {
  piece.failures += 1;
  if (mapping.maxRetries >= 0 && piece.failures > mapping.maxRetries) {
    await giveUp(piece, 'RetryAttemptsExhausted', steps);
    return [];
  }
  await steps.backOff(piece.failures);
  return [piece];
}

async function giveUp<R extends StreamItem>(
  { records, invokeCount, error }: Piece<R>,
  condition: DiscardCondition,
  steps: StreamBatchSteps<R>,
): Promise<void> {
  await steps.discard({ records, condition, invokeCount, error });
  await checkpointAll(records, steps);
}

async function checkpointAll<R extends StreamItem>(
  records: readonly R[],
  steps: StreamBatchSteps<R>,
): Promise<void> {
  const last = records.at(-1);
  if (last) await steps.checkpoint(last);
}

function pieceOf<R>(
  records: readonly R[],
  {
    failures,
    invokeCount,
    error,
  }: { failures: number; invokeCount: number; error?: FunctionError | undefined },
): Piece<R>[] {
  return records.length === 0 ? [] : [{ records, failures, invokeCount, ...(error && { error }) }];
}

/** Sequence numbers are decimal numbers of up to 40 digits: as text, 9 would come after 10. */
function lowest(sequenceNumbers: ReadonlySet<string>): string {
  return [...sequenceNumbers].reduce((least, next) => (BigInt(next) < BigInt(least) ? next : least));
}

function isTooOld(createdAtMs: number, mapping: Pick<MappingModel, 'maxAgeSeconds'>, now: number): boolean {
  return mapping.maxAgeSeconds >= 0 && now - createdAtMs > mapping.maxAgeSeconds * 1000;
}

function leadingCount<T>(items: readonly T[], holds: (item: T) => boolean): number {
  const end = items.findIndex((item) => !holds(item));
  return end < 0 ? items.length : end;
}

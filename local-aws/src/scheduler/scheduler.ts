import { randomUUID } from 'node:crypto';
import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';
import { pause } from '../lib/pause';
import { messageOf, type Observe } from '../lib/stack-activity';
import type { ScheduleModel } from '../model/stack-model';
import type { DurableStore } from '../store/durable-store';
import type { NextRun } from './cron-expression';
import { scheduleExpression } from './schedule-expression';

const scheduleState = z.object({ createdAt: z.string(), lastRunAt: z.string().optional() });
type ScheduleState = z.infer<typeof scheduleState>;

export type SchedulerOptions = {
  readonly schedules: readonly ScheduleModel[];
  readonly store: DurableStore;
  /** Resolves when the target's invocation is durably accepted. */
  readonly invokeAsync: (schedule: ScheduleModel, payload: string) => Promise<void>;
  readonly sendToDeadLetters: (schedule: ScheduleModel, queueArn: string, payload: string) => Promise<void>;
  readonly observe: Observe;
  readonly now?: () => Temporal.Instant;
  /** The longest sleep: after a suspended machine or a set clock the schedule is right again this soon. */
  readonly tickMs?: number;
};

export type Scheduler = { close(): Promise<void> };

/** Runs the stack's schedules in their time zones. What fell into a time when the stack was down is not made
 *  up for, as nothing is on AWS either; a run is not repeated by a restart within its minute.
 *  Errors: throws at once on an expression that it does not know. */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const now = options.now ?? Temporal.Now.instant;
  const stop = new AbortController();
  const prepared = await Promise.all(
    options.schedules.map(async (schedule) => {
      const state = await stateOf(options.store, schedule, now());
      const anchor = Temporal.Instant.from(state.createdAt);
      return { schedule, state, next: scheduleExpression(schedule.expression, schedule.timeZone, anchor) };
    }),
  );
  const running = prepared.map((one) => runSchedule(one, { ...options, now, signal: stop.signal }));
  return {
    close: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}

type Prepared = { readonly schedule: ScheduleModel; readonly state: ScheduleState; readonly next: NextRun };
type Running = SchedulerOptions & { readonly now: () => Temporal.Instant; readonly signal: AbortSignal };

async function runSchedule({ schedule, state, next }: Prepared, options: Running): Promise<void> {
  const { now, signal, store, tickMs = 60_000 } = options;
  const last = state.lastRunAt === undefined ? undefined : Temporal.Instant.from(state.lastRunAt);
  let due = next(last && Temporal.Instant.compare(last, now()) > 0 ? last : now());
  while (due && !signal.aborted) {
    const waitMs = due.epochMilliseconds - now().epochMilliseconds;
    if (waitMs > 0) {
      await pause(Math.min(waitMs, tickMs), signal);
      continue;
    }
    const kept = { ...state, lastRunAt: due.toString() };
    await store.commit([{ type: 'put', key: keyOf(schedule), value: JSON.stringify(kept) }]);
    await invokeTarget(schedule, due, options);
    due = next(now());
  }
}

async function invokeTarget(schedule: ScheduleModel, due: Temporal.Instant, options: Running): Promise<void> {
  const executionId = randomUUID();
  const giveUpAt = options.now().epochMilliseconds + schedule.maxAgeSeconds * 1000;
  for (let attempt = 1; !options.signal.aborted; attempt++) {
    const payload = inputOf(schedule, { due, executionId, attempt });
    try {
      return await options.invokeAsync(schedule, payload);
    } catch (error) {
      options.observe({ kind: 'trouble', part: `schedule ${schedule.name}`, message: messageOf(error) });
      if (attempt > schedule.maxRetries || options.now().epochMilliseconds >= giveUpAt) {
        return await giveUp(schedule, payload, options);
      }
      await pause(Math.min(1000 * 2 ** (attempt - 1), 60_000), options.signal);
    }
  }
}

async function giveUp(schedule: ScheduleModel, payload: string, options: Running): Promise<void> {
  const where = schedule.deadLetterArn ?? 'nowhere';
  try {
    if (schedule.deadLetterArn !== undefined) {
      await options.sendToDeadLetters(schedule, schedule.deadLetterArn, payload);
    }
    options.observe({ kind: 'parked', functionName: schedule.targetArn, where });
  } catch (error) {
    options.observe({ kind: 'trouble', part: where, message: messageOf(error) });
  }
}

/** Fills in the context attributes that Scheduler knows, times without fractions as it writes them. */
function inputOf(
  schedule: ScheduleModel,
  context: { readonly due: Temporal.Instant; readonly executionId: string; readonly attempt: number },
): string {
  return (schedule.input ?? '{}')
    .replaceAll('<aws.scheduler.scheduled-time>', context.due.toString({ smallestUnit: 'second' }))
    .replaceAll('<aws.scheduler.execution-id>', context.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(context.attempt));
}

const keyOf = ({ name }: ScheduleModel) => `schedule/${name}`;

async function stateOf(
  store: DurableStore,
  schedule: ScheduleModel,
  now: Temporal.Instant,
): Promise<ScheduleState> {
  const json = await store.get(keyOf(schedule));
  if (json !== undefined) return scheduleState.parse(JSON.parse(json));
  const state = { createdAt: now.toString() };
  await store.commit([{ type: 'put', key: keyOf(schedule), value: JSON.stringify(state) }]);
  return state;
}

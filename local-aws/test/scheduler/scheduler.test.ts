import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Temporal } from '@js-temporal/polyfill';
import type { ScheduleModel } from '../../src/model/stack-model';
import { type Scheduler, startScheduler } from '../../src/scheduler/scheduler';
import { type DurableStore, openStore } from '../../src/store/durable-store';
import { until } from '../support/function-fixture';

const DAILY: ScheduleModel = {
  name: 'export',
  expression: 'cron(0 21 * * ? *)',
  timeZone: 'UTC',
  targetArn: 'arn:export',
  input: '{"scheduledAt":"<aws.scheduler.scheduled-time>","attempt":"<aws.scheduler.attempt-number>"}',
  deadLetterArn: 'arn:dead',
  maxRetries: 1,
  maxAgeSeconds: 3600,
} as ScheduleModel;

describe('the scheduler', () => {
  let dir: string;
  let store: DurableStore;
  let scheduler: Scheduler;
  let clock: Temporal.Instant;
  let invoked: unknown[];
  let dead: [string, unknown][];

  const start = async (answer: () => Promise<void> = async () => {}, schedule = DAILY) => {
    scheduler = await startScheduler({
      schedules: [schedule],
      store,
      invokeAsync: async (_, payload) => {
        invoked.push(JSON.parse(payload));
        await answer();
      },
      sendToDeadLetters: async (_, queue, payload) => void dead.push([queue, JSON.parse(payload)]),
      observe: () => {},
      now: () => clock,
      tickMs: 5,
    });
  };
  const ticks = () => new Promise((resolve) => setTimeout(resolve, 50));

  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-schedule-'));
    store = await openStore(path.join(dir, 'store'));
    clock = Temporal.Instant.from('2026-11-22T20:59:59Z');
    invoked = [];
    dead = [];
  });
  afterEach(async () => {
    await scheduler.close();
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('invokes the target once at its time, with the time in its input', async () => {
    await start();
    await ticks();
    expect(invoked).toEqual([]);
    clock = Temporal.Instant.from('2026-11-22T21:00:00.250Z');
    await ticks();
    expect(invoked).toEqual([{ scheduledAt: '2026-11-22T21:00:00Z', attempt: '1' }]);
  });

  it('does not run again after a restart in the same minute, nor make up for what it missed', async () => {
    await start();
    clock = Temporal.Instant.from('2026-11-22T21:00:00Z');
    await ticks();
    await scheduler.close();
    await start();
    await ticks();
    await scheduler.close();
    clock = Temporal.Instant.from('2026-11-25T08:00:00Z');
    await start();
    await ticks();
    expect(invoked).toHaveLength(1);
    clock = Temporal.Instant.from('2026-11-25T21:00:00Z');
    await ticks();
    expect(invoked[1]).toMatchObject({ scheduledAt: '2026-11-25T21:00:00Z' });
  });

  it('tries again and then leaves the event to the dead-letter queue', async () => {
    await start(() => Promise.reject(new Error('no such function')));
    clock = Temporal.Instant.from('2026-11-22T21:00:00Z');
    await until(() => dead.length === 1);
    expect(invoked).toMatchObject([{ attempt: '1' }, { attempt: '2' }]);
    expect(dead).toEqual([['arn:dead', { scheduledAt: '2026-11-22T21:00:00Z', attempt: '2' }]]);
  });

  it('refuses at its start an expression that it cannot run', async () => {
    await start();
    await expect(start(undefined, { ...DAILY, expression: 'cron(0 21 L * ? *)' })).rejects.toThrow('L');
  });
});

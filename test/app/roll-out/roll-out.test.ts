import { MAX_READERS_A_JOB, type ReaderJobs, type ReaderState } from '../../../app/roll-out/reader-jobs';
import { type RollOut, type RollOutStep, rollOut } from '../../../app/roll-out/roll-out';
import { parseWaves } from '../../../app/roll-out/waves';

/** Jobs in memory. At each pause `answers` says what becomes of one reader that waits. */
function memoryJobs(
  readers: readonly string[],
  answers: (readerId: string) => ReaderState = () => 'succeeded',
) {
  const made: { jobId: string; states: Map<string, ReaderState> }[] = [];
  const jobs: ReaderJobs = {
    readers: async () => readers,
    find: async (jobId) => made.find((job) => job.jobId === jobId),
    create: async (jobId, readerIds) => {
      if (made.some((job) => job.jobId === jobId)) return 'exists';
      made.push({ jobId, states: new Map(readerIds.map((id) => [id, 'waiting'])) });
      return 'created';
    },
    reason: async (jobId, readerId) => `crashed on ${readerId} in ${jobId}`,
  };
  const answerOne = () => {
    const { states } = made.at(-1) ?? { states: new Map<string, ReaderState>() };
    const [next] = [...states].find(([, state]) => state === 'waiting') ?? [];
    if (next === undefined) return;
    states.set(next, answers(next));
    if (states.get(next) !== 'failed') return;
    // As AWS IoT does at a job's first failure.
    for (const [id, state] of states) if (state === 'waiting') states.set(id, 'cancelled');
  };
  return { jobs, made, answerOne, orders: () => made.map(({ states }) => [...states.keys()]) };
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `r-${String(n + 1).padStart(3, '0')}`);
const order = (more: Partial<RollOut> & { readonly text?: string } = {}): RollOut => ({
  name: 'v',
  waves: parseWaves(more.text ?? '1,10%,all') ?? [],
  again: false,
  ...more,
});

describe('a roll-out', () => {
  const run = async (given: ReturnType<typeof memoryJobs>, what = order(), pause?: () => Promise<void>) => {
    const steps: RollOutStep[] = [];
    const end = await rollOut(what, {
      jobs: given.jobs,
      pause: pause ?? (async () => given.answerOne()),
      report: (step) => steps.push(step),
    });
    return { end, steps };
  };

  it('orders each wave when all of the one before run the version', async () => {
    const memory = memoryJobs(ids(20));
    const { end, steps } = await run(memory);
    expect(memory.orders()).toEqual([ids(1), ids(2).slice(1), ids(20).slice(2)]);
    expect(end).toEqual({ readers: 20, succeeded: ids(20), failures: [], open: [], unknown: [] });
    expect(steps.filter(({ kind }) => kind === 'ordered').map((step) => 'wave' in step && step.wave)).toEqual(
      [1, 2, 3],
    );
    expect(steps.filter(({ kind }) => kind === 'ended')).toHaveLength(20);
  });

  it('stops at the first failure, and says which reader and why', async () => {
    const memory = memoryJobs(ids(20), (id) => (id === 'r-002' ? 'failed' : 'succeeded'));
    const { end } = await run(memory);
    expect(memory.orders()).toEqual([ids(1), ['r-002']]);
    expect(end).toMatchObject({
      succeeded: ['r-001'],
      failures: [{ readerId: 'r-002', jobId: 'v-2', reason: 'crashed on r-002 in v-2' }],
    });
  });

  it('orders nothing more when it is begun again after a failure, unless it is told to', async () => {
    let broken = true;
    const memory = memoryJobs(ids(4), (id) => (id === 'r-001' && broken ? 'failed' : 'succeeded'));
    await run(memory);
    expect((await run(memory)).end.failures).toHaveLength(1);
    expect(memory.made).toHaveLength(1);
    broken = false;
    expect((await run(memory, order({ again: true }))).end.succeeded).toEqual(ids(4));
    expect(memory.orders()).toEqual([['r-001'], ['r-001'], ['r-002', 'r-003', 'r-004']]);
  });

  it('stops again where what is tried again fails again', async () => {
    const memory = memoryJobs(ids(4), () => 'failed');
    await run(memory);
    const { end } = await run(memory, order({ again: true }));
    expect([memory.made.length, end.failures[0]?.jobId]).toEqual([2, 'v-2']);
  });

  it('goes on where it was left, without ordering anything twice', async () => {
    const memory = memoryJobs(ids(3));
    const left = run(memory, order({ text: '1,all' }), async () => {
      if (memory.made.length === 2) throw new Error('Interrupted.');
      memory.answerOne();
    });
    await expect(left).rejects.toThrow('Interrupted.');
    const { end } = await run(memory, order({ text: '1,all' }));
    expect(memory.orders()).toEqual([['r-001'], ['r-002', 'r-003']]);
    expect(end.succeeded).toEqual(ids(3));
  });

  it('asks a reader again whose order was cancelled with a failure that was not its own', async () => {
    let broken = true;
    const memory = memoryJobs(ids(3), (id) => (id === 'r-001' && broken ? 'failed' : 'succeeded'));
    await run(memory, order({ text: 'all' }));
    broken = false;
    const { end } = await run(memory, order({ text: 'all', again: true }));
    expect(memory.orders()).toEqual([ids(3), ids(3)]);
    expect(end.succeeded).toEqual(ids(3));
  });

  it('asks no more readers at a time than a job has room for', async () => {
    const memory = memoryJobs(ids(250));
    await run(memory, order({ text: 'all' }));
    expect(memory.orders().map(({ length }) => length)).toEqual([MAX_READERS_A_JOB, MAX_READERS_A_JOB, 50]);
  });

  it('stops where someone cancels a job, and asks again when it is begun again', async () => {
    const memory = memoryJobs(ids(3));
    const { end } = await run(memory, order({ text: '1,all' }), async () => {
      if (memory.made.length < 2) memory.answerOne();
      else for (const id of ids(3).slice(1)) memory.made.at(-1)?.states.set(id, 'cancelled');
    });
    expect(end).toMatchObject({
      succeeded: ['r-001'],
      failures: [
        { readerId: 'r-002', jobId: 'v-2', reason: 'its job was cancelled' },
        { readerId: 'r-003', jobId: 'v-2', reason: 'its job was cancelled' },
      ],
    });
    expect(memory.made).toHaveLength(2);
    expect((await run(memory, order({ text: '1,all' }))).end.succeeded).toEqual(ids(3));
  });

  it('leaves alone what someone else has ordered at the same moment', async () => {
    const memory = memoryJobs(ids(2));
    const { create } = memory.jobs;
    let isFirst = true;
    const jobs: ReaderJobs = {
      ...memory.jobs,
      create: async (jobId, readerIds) => {
        if (isFirst) await create(jobId, ['r-002']);
        isFirst = false;
        return await create(jobId, readerIds);
      },
    };
    const { end } = await run({ ...memory, jobs }, order({ text: '1,all' }));
    expect(memory.orders()).toEqual([['r-002'], ['r-001']]);
    expect(end.succeeded).toEqual(ids(2));
  });

  it('asks none but those that are named, and nobody where one of them is no reader', async () => {
    const memory = memoryJobs(ids(4));
    const { end } = await run(memory, order({ text: 'all', only: ['r-003'] }));
    expect([memory.orders(), end.readers]).toEqual([[['r-003']], 1]);
    const other = memoryJobs(ids(4));
    const refused = await run(other, order({ only: ['r-001', 'r-9'] }));
    expect([other.orders(), refused.end.unknown]).toEqual([[], ['r-9']]);
  });

  it('has nothing to do where nobody reads', async () => {
    expect((await run(memoryJobs([]))).end).toMatchObject({ readers: 0, failures: [] });
  });
});

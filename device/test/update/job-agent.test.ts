import { type JobStatusUpdate, type JobsClient, runJobAgent } from '../../src/update/job-agent';
import { reportsIn } from '../../src/update/report';
import { PowerCutDisk } from '../support/power-cut-disk';
import { bundleOf, contextOf, updateJob } from './update-fixture';

type Sent = JobStatusUpdate & { jobId: string };

describe('a reader’s jobs', () => {
  let disk: PowerCutDisk;
  let queue: { jobId: string; document: unknown }[];
  let sent: Sent[];
  let answer: 'accepted' | 'refused' | 'unanswered';
  let changed: () => void;
  let restarts: string[];
  let closed: boolean;
  let agent: { stop(): void } | undefined;

  const client: JobsClient = {
    onChanged: (listener) => {
      changed = listener;
    },
    startNext: async () => (answer === 'unanswered' ? 'unanswered' : (queue[0] ?? 'none')),
    update: async (jobId, update) => {
      if (answer === 'unanswered') return answer;
      sent.push({ jobId, ...update });
      queue = queue.filter((job) => job.jobId !== jobId);
      return answer;
    },
    close: () => {
      closed = true;
    },
  };
  const start = (bundle: Uint8Array = Buffer.alloc(0)) => {
    agent = runJobAgent({
      jobs: client,
      context: contextOf(disk, bundle),
      restart: (jobId) => restarts.push(jobId),
      note: () => undefined,
    });
  };
  /** Timers one by one, with what they set going. */
  const pass = async (ms: number) => {
    await jest.advanceTimersByTimeAsync(ms);
    // A bundle is received in turns of the event loop, not by a timer.
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    disk = new PowerCutDisk();
    disk.makeFolder('/slots');
    queue = [];
    sent = [];
    answer = 'accepted';
    restarts = [];
    closed = false;
  });
  afterEach(() => {
    agent?.stop();
    jest.useRealTimers();
  });

  it('are answered one after the other, those that are refused with the reason', async () => {
    queue = [
      { jobId: 'j-1', document: { operation: 'dance' } },
      { jobId: 'j-2', document: { operation: 'settings', settings: {} } },
    ];
    start();
    await pass(5000);
    expect(sent).toEqual([
      {
        jobId: 'j-1',
        status: 'REJECTED',
        statusDetails: { code: 'unknown-document', reason: expect.any(String), version: '0.2.0' },
      },
      {
        jobId: 'j-2',
        status: 'SUCCEEDED',
        statusDetails: { code: 'runs-already', reason: 'it is what runs', version: '0.2.0' },
      },
    ]);
  });

  it('lead to a restart once the new version is in its slot, and nothing is said until its trial is over', async () => {
    queue = [updateJob(), updateJob('0.4.0', 'job-9')];
    start(bundleOf('three'));
    await pass(60_000);
    expect(restarts).toEqual(['job-1']);
    expect(sent).toEqual([]);
  });

  it('begin with how the last trial ended, said once', async () => {
    const report = {
      jobId: 'j-7',
      status: 'FAILED' as const,
      version: '0.2.0',
      code: 'crashed',
      reason: 'a\nb\u0007',
    };
    reportsIn(disk, '/slots').write(report);
    queue = [{ jobId: 'j-8', document: null }];
    start();
    await pass(5000);
    expect(sent.map(({ jobId, statusDetails }) => [jobId, statusDetails['reason']])).toEqual([
      ['j-7', 'a b '],
      ['j-8', expect.any(String)],
    ]);
    changed();
    await pass(5000);
    expect(sent).toHaveLength(2);
    expect(reportsIn(disk, '/slots').last()).toEqual({ ...report, sent: true });
  });

  it('wait with the report until it is answered, longer each time', async () => {
    reportsIn(disk, '/slots').write({
      jobId: 'j',
      status: 'SUCCEEDED',
      version: '1.0.0',
      code: 'runs',
      reason: '',
    });
    answer = 'unanswered';
    const asked = jest.spyOn(client, 'update');
    start();
    await pass(10_000 + 20_000 + 40_000 + 1000);
    expect(asked).toHaveBeenCalledTimes(4);
    answer = 'refused';
    await pass(80_000);
    expect(sent.map(({ jobId, statusDetails }) => [jobId, statusDetails['reason']])).toEqual([['j', '-']]);
    expect(reportsIn(disk, '/slots').last()?.sent).toBe(true);
    asked.mockRestore();
  });

  it('are looked for again when something changed while one was carried out', async () => {
    start();
    queue = [{ jobId: 'j-1', document: 1 }];
    changed();
    changed();
    await pass(3000);
    expect(sent.map(({ jobId }) => jobId)).toEqual(['j-1']);
  });

  it('that are handed out again and again are taken once a second at most', async () => {
    const endless = jest.spyOn(client, 'startNext').mockResolvedValue({ jobId: 'j', document: 0 });
    start();
    await pass(10_500);
    expect(endless.mock.calls.length).toBeLessThanOrEqual(11);
    endless.mockRestore();
  });

  it('are not looked for once it is stopped', async () => {
    start();
    await pass(1);
    agent?.stop();
    queue = [{ jobId: 'j-1', document: 1 }];
    changed();
    await pass(100_000);
    expect(sent).toEqual([]);
    expect(closed).toBe(true);
  });
});

import { stopSignal } from '../../src/commands/stop-signal';

describe('the end of a reader', () => {
  let exit: jest.SpyInstance;
  beforeEach(() => {
    jest.useFakeTimers();
    exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
    process.removeAllListeners('SIGTERM');
    process.removeAllListeners('SIGINT');
  });
  const never = new AbortController().signal;

  it('is asked for by SIGTERM', () => {
    const { signal } = stopSignal(never);
    expect(signal.aborted).toBe(false);
    process.emit('SIGTERM');
    expect(signal.aborted).toBe(true);
  });

  it('comes within 5 s with 0, also where the goodbye hangs', () => {
    stopSignal(never);
    process.emit('SIGTERM');
    jest.advanceTimersByTime(4_800);
    expect(exit).not.toHaveBeenCalled();
    jest.advanceTimersByTime(200);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it('is asked for by a trial that has failed, and by a job that is ready for its trial', () => {
    const failed = new AbortController();
    const { signal } = stopSignal(failed.signal);
    failed.abort();
    expect(signal.aborted).toBe(true);
    const job = stopSignal(never);
    job.now();
    job.now();
    expect(job.signal.aborted).toBe(true);
  });
});

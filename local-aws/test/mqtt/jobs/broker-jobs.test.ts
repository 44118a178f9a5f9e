import { brokerJobs } from '../../../src/mqtt/jobs/broker-jobs';

const START = 1_800_000_000_000;
const DOCUMENT = { operation: 'update' };

describe('AWS IoT Jobs behind the broker', () => {
  const jobs = () => {
    const sent: { topic: string; body: Record<string, unknown> }[] = [];
    const each = brokerJobs(() => START);
    each.attach((topic, payload) => sent.push({ topic, body: JSON.parse(payload) }));
    const ask = (topic: string, body: unknown = {}, thing = 'desk-1') => {
      sent.length = 0;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const taken = each.take(thing, `$aws/things/desk-1/jobs/${topic}`, Buffer.from(text));
      return taken ? sent : 'not taken';
    };
    return { ...each, sent, ask };
  };
  const execution = (more: object = {}) => ({
    jobId: 'j-1',
    thingName: 'desk-1',
    jobDocument: DOCUMENT,
    status: 'QUEUED',
    statusDetails: {},
    queuedAt: START / 1000,
    lastUpdatedAt: START / 1000,
    versionNumber: 1,
    executionNumber: 1,
    ...more,
  });

  it('tells a thing its next job, and only when that is another', () => {
    const { executions, sent } = jobs();
    executions.create('j-1', ['desk-1', 'desk-2'], DOCUMENT);
    executions.create('j-2', ['desk-1'], DOCUMENT);
    expect(sent).toEqual([
      {
        topic: '$aws/things/desk-1/jobs/notify-next',
        body: { execution: execution(), timestamp: START / 1000 },
      },
      { topic: '$aws/things/desk-2/jobs/notify-next', body: expect.anything() },
    ]);
  });

  it('starts the oldest queued job, and answers the same one while it is in progress', () => {
    const { executions, ask } = jobs();
    executions.create('j-1', ['desk-1'], DOCUMENT);
    executions.create('j-2', ['desk-1'], DOCUMENT);
    const started = execution({ status: 'IN_PROGRESS', startedAt: START / 1000, versionNumber: 2 });
    for (const clientToken of ['t-1', 't-2']) {
      expect(ask('start-next', { clientToken })).toEqual([
        {
          topic: '$aws/things/desk-1/jobs/start-next/accepted',
          body: { execution: started, timestamp: expect.any(Number), clientToken },
        },
      ]);
    }
  });

  it('answers without an execution where no job waits', () => {
    const { ask } = jobs();
    const none = [{ topic: expect.any(String), body: { timestamp: expect.any(Number) } }];
    expect(ask('start-next')).toEqual(none);
    expect(ask('start-next', '')).toEqual(none);
    expect(ask('$next/get')).toEqual(none);
  });

  it('takes a job’s end once, tells the next, and refuses a second end with what is so', () => {
    const { executions, ask } = jobs();
    executions.create('j-1', ['desk-1'], DOCUMENT);
    ask('start-next');
    const end = { status: 'FAILED', statusDetails: { code: 'older' }, includeJobExecutionState: true };
    const state = { status: 'FAILED', statusDetails: { code: 'older' }, versionNumber: 3 };
    expect(ask('j-1/update', end)).toEqual([
      { topic: '$aws/things/desk-1/jobs/notify-next', body: { timestamp: START / 1000 } },
      {
        topic: '$aws/things/desk-1/jobs/j-1/update/accepted',
        body: { executionState: state, timestamp: expect.any(Number) },
      },
    ]);
    expect(ask('j-1/update', end)).toEqual([
      {
        topic: '$aws/things/desk-1/jobs/j-1/update/rejected',
        body: expect.objectContaining({ code: 'InvalidStateTransition', executionState: state }),
      },
    ]);
  });

  it.each([
    ['none/update', { status: 'FAILED' }, 'ResourceNotFound'],
    ['none/get', {}, 'ResourceNotFound'],
    ['j-1/update', { status: 'FAILED', expectedVersion: 7 }, 'VersionMismatch'],
    ['j-1/update', { status: 'QUEUED' }, 'InvalidRequest'],
    ['j-1/update', { status: 'FAILED', statusDetails: { reason: 'two\nlines' } }, 'InvalidRequest'],
    ['j-1/update', { status: 'FAILED', statusDetails: { reason: '' } }, 'InvalidRequest'],
    ['j-1/update', '{"status":', 'InvalidJson'],
    ['j-1/dance', {}, 'InvalidTopic'],
    ['start-next/accepted', {}, 'InvalidTopic'],
    ['j-1/update/accepted', {}, 'InvalidTopic'],
  ])('refuses %s %j with %s', (topic, body, code) => {
    const { executions, ask } = jobs();
    executions.create('j-1', ['desk-1'], DOCUMENT);
    expect(ask(topic, body)).toEqual([
      { topic: `$aws/things/desk-1/jobs/${topic}/rejected`, body: expect.objectContaining({ code }) },
    ]);
  });

  it('describes a job with its document, or without', () => {
    const { executions, ask } = jobs();
    executions.create('j-1', ['desk-1'], DOCUMENT);
    expect(ask('j-1/get')).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ execution: execution() }) }),
    ]);
    const { jobDocument: _, ...without } = execution();
    expect(ask('j-1/get', { includeJobDocument: false })).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ execution: without }) }),
    ]);
  });

  it('gives a cancelled job to nobody', () => {
    const { executions, ask } = jobs();
    executions.create('j-1', ['desk-1'], DOCUMENT);
    executions.cancel('j-1');
    expect(ask('start-next')).toEqual([expect.objectContaining({ body: { timestamp: expect.any(Number) } })]);
  });

  it('lets a thing speak for itself only', () => {
    const { executions, ask } = jobs();
    executions.create('j-1', ['desk-1'], DOCUMENT);
    expect(ask('start-next', {}, 'desk-2')).toBe('not taken');
    expect(executions.find('desk-1', 'j-1')?.status).toBe('QUEUED');
  });
});

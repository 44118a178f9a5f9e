import type { ParkedMessage, ParkedMessages } from '../../../app/redrive/parked-messages';
import { REDRIVE_PLACES, REDRIVES, type RedrivePlace } from '../../../app/redrive/places';
import { redrivePlace } from '../../../app/redrive/redrive-place';
import { type Answered, type Senders, Unsendable } from '../../../app/redrive/senders';
import { DEAD_LETTER_PLACES } from '../../../contract/dead-letters';
import { QUARANTINE_PREFIXES } from '../../../contract/names';

const PARKED_AT = '2026-11-22T09:00:00.000Z';
const message = (body: unknown, id = 'one'): ParkedMessage => ({
  id,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  parkedAt: PARKED_AT,
});

/** Parked messages, and which were removed. */
function parkedMessages(messages: readonly ParkedMessage[]) {
  const removed: string[] = [];
  let released = 0;
  const parked: ParkedMessages = {
    count: async () => messages.length,
    async *take() {
      yield* messages;
    },
    remove: async ({ id }) => void removed.push(id),
    release: async () => {
      released += 1;
    },
  };
  return { parked, removed, released: () => released };
}

function someSenders(answer: Answered = { kind: 'answered', payload: '{"batchItemFailures":[]}' }) {
  const sent: unknown[] = [];
  const senders: Senders = {
    queueScans: async (body) => void sent.push(['queue', body]),
    invokeLater: async (name, payload) => void sent.push(['later', name, JSON.parse(payload)]),
    invokeNow: async (name, payload) => {
      sent.push(['now', name, JSON.parse(payload)]);
      return answer;
    },
  };
  return { senders, sent };
}

const options = () => ({
  onProgress: jest.fn(),
  signal: new AbortController().signal,
  before: '2026-11-22T10:00:00.000Z',
});

const busEvent = '{"source":"shelflog.ingest",  "detail":{"scans":[]}}';
const records = { Records: [{ eventID: '1' }] };
const failedRecords = (functionArn: string) => ({
  requestContext: { functionArn },
  payload: JSON.stringify(records),
});
const CIRCULATION =
  'arn:aws:lambda:eu-central-1:000000000000:function:shelflog-local-project-circulation:$LATEST';

describe('redrive', () => {
  it('knows every dead-letter queue and every prefix of parked work', () => {
    const { badInput: _, ...parkedPlaces } = QUARANTINE_PREFIXES;
    expect([...REDRIVE_PLACES].sort()).toEqual([...DEAD_LETTER_PLACES, ...Object.keys(parkedPlaces)].sort());
  });

  it.each<[RedrivePlace, unknown, unknown]>([
    ['append-events', busEvent, ['queue', busEvent]],
    ['scans-rule', busEvent, ['queue', busEvent]],
    ['ingest-scans', { requestPayload: { topic: 't' } }, ['later', 'ingest-scans', { topic: 't' }]],
    [
      'export-snapshots',
      { requestPayload: { scheduledAt: 'x' } },
      ['later', 'export-snapshots', { scheduledAt: 'x' }],
    ],
    ['export-schedule', { scheduledAt: 'x' }, ['later', 'export-snapshots', { scheduledAt: 'x' }]],
    ['seal-day', { requestPayload: {} }, ['later', 'seal-day', {}]],
    ['seal-schedule', {}, ['later', 'seal-day', {}]],
    ['verify-history', { requestPayload: {} }, ['later', 'verify-history', {}]],
    ['verify-schedule', {}, ['later', 'verify-history', {}]],
    [
      'topicRuleErrors',
      { ruleName: 'r', topic: 'a/b', clientId: 'c', base64OriginalPayload: 'e30=', failures: [] },
      [
        'later',
        'ingest-scans',
        { payload: 'e30=', topic: 'a/b', clientId: 'c', receivedAt: Date.parse(PARKED_AT) },
      ],
    ],
    ['streamFailures', failedRecords(CIRCULATION), ['now', 'project-circulation', records]],
    [
      'streamFailures',
      failedRecords('arn:aws:lambda:r:1:function:shelflog-prod-project-analytics'),
      ['now', 'project-analytics', records],
    ],
  ])('sends what lies in %s to where it failed, and takes it away then', async (place, body, expected) => {
    const { parked, removed } = parkedMessages([message(body)]);
    const { senders, sent } = someSenders();
    expect(await redrivePlace(REDRIVES[place], parked, senders, options())).toEqual({ sent: 1, kept: [] });
    expect(sent).toEqual([expected]);
    expect(removed).toEqual(['one']);
  });

  it.each<[string, RedrivePlace, unknown, Answered | undefined, string]>([
    ['is no JSON', 'ingest-scans', '{', undefined, 'not JSON'],
    ['keeps no event', 'ingest-scans', { requestContext: {} }, undefined, 'requestPayload'],
    [
      'keeps no records',
      'streamFailures',
      { requestContext: { functionArn: CIRCULATION } },
      undefined,
      'payload',
    ],
    [
      'is of an unknown function',
      'streamFailures',
      failedRecords('arn:x:function:other'),
      undefined,
      'arn:x:function:other',
    ],
    [
      'fails again',
      'streamFailures',
      failedRecords(CIRCULATION),
      { kind: 'failed', message: 'AccessDenied' },
      'failed again: AccessDenied',
    ],
    [
      'is done in part',
      'streamFailures',
      failedRecords(CIRCULATION),
      { kind: 'answered', payload: '{"batchItemFailures":[{"itemIdentifier":"7"}]}' },
      '"7"',
    ],
  ])('keeps what %s, and says why', async (_, place, body, answer, reason) => {
    const { parked, removed } = parkedMessages([message(body)]);
    const { senders } = someSenders(answer);
    expect(await redrivePlace(REDRIVES[place], parked, senders, options())).toEqual({
      sent: 0,
      kept: [{ id: 'one', parkedAt: PARKED_AT, reason: expect.stringContaining(reason) }],
    });
    expect(removed).toEqual([]);
  });

  it('goes on after a message that is refused', async () => {
    const messages = Array.from({ length: 20 }, (_, n) => message({ n }, String(n)));
    const { parked, removed, released } = parkedMessages(messages);
    const { senders } = someSenders();
    const queueScans = async (body: string) => {
      if (body === '{"n":3}') throw new Unsendable('too large');
    };
    const given = options();
    const done = await redrivePlace(REDRIVES['append-events'], parked, { ...senders, queueScans }, given);
    expect(done).toMatchObject({ sent: 19, kept: [{ id: '3', reason: 'too large' }] });
    expect(removed).toHaveLength(19);
    expect(given.onProgress).toHaveBeenLastCalledWith(20);
    expect(released()).toBe(1);
  });

  it('stops at a fault that is none of a message, and leaves the rest for others', async () => {
    const messages = Array.from({ length: 20 }, (_, n) => message({ n }, String(n)));
    const { parked, removed, released } = parkedMessages(messages);
    const { senders } = someSenders();
    const queueScans = async (body: string) => {
      if (body === '{"n":3}') throw new Error('AccessDenied');
    };
    const work = redrivePlace(REDRIVES['append-events'], parked, { ...senders, queueScans }, options());
    await expect(work).rejects.toThrow('AccessDenied');
    expect(removed).toEqual(['0', '1', '2', '4', '5', '6', '7']);
    expect(released()).toBe(1);
  });

  it('removes nothing more once it is interrupted', async () => {
    const { parked, removed, released } = parkedMessages([message({})]);
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    const work = redrivePlace(REDRIVES['append-events'], parked, someSenders().senders, {
      ...options(),
      signal,
    });
    await expect(work).rejects.toThrow('Ctrl-C');
    expect([removed, released()]).toEqual([[], 1]);
  });
});

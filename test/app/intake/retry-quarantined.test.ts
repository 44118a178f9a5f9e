import type { EventLog } from '../../../app/events/event-log';
import type { Quarantined } from '../../../app/intake/quarantine';
import type { QuarantineShelf } from '../../../app/intake/quarantine-shelf';
import { retryQuarantined } from '../../../app/intake/retry-quarantined';
import type { LibraryEvent } from '../../../domain/events';

const NOW = '2026-03-01T12:00:00.000Z';

function aFixture(objects: Record<string, Partial<Quarantined>>) {
  const shelved = new Map(Object.entries(objects).map(([id, object]) => [id, { ...message(''), ...object }]));
  const stored = new Map<string, LibraryEvent>();
  const heard: string[] = [];
  let failNextInsert = false;
  const log: EventLog = {
    insert: async (events) => {
      if (failNextInsert) {
        failNextInsert = false;
        throw new Error('the table is away');
      }
      return events.map((event) => {
        const key = `${event.streamId} ${event.eventId}`;
        if (stored.has(key)) return 'exists';
        stored.set(key, event);
        return 'inserted';
      });
    },
    readMany: async () => [],
    read: async (streamId, eventId) => stored.get(`${streamId} ${eventId}`),
    readStream: async (streamId) => [...stored.values()].filter((event) => event.streamId === streamId),
  };
  const shelf: QuarantineShelf = {
    list: async function* () {
      for (const id of shelved.keys()) yield { id, storedAt: NOW };
    },
    read: async (id) => shelved.get(id),
    remove: async (id) => void shelved.delete(id),
  };
  const readers = {
    seen: async (readerId: string) => void heard.push(readerId),
    status: async (readerId: string) => void heard.push(`${readerId} status`),
  };
  const retry = (id: string, correctedPayload?: string) =>
    retryQuarantined({ shelf, log, readers, clock: () => NOW }, id, {
      timeZone: 'UTC',
      ...(correctedPayload !== undefined && { correctedPayload: Buffer.from(correctedPayload) }),
    });
  return { retry, stored, shelved, heard, failOnce: () => (failNextInsert = true) };
}

const message = (payload: string, topic = 'shelflog/readers/r-1/scans'): Quarantined => ({
  version: 1,
  kind: 'input',
  topic,
  clientId: 'r-1',
  receivedAt: '2026-03-01T10:00:00.500Z',
  faults: [{ place: 'message', reasons: ['an older rule'] }],
  payload: Buffer.from(payload).toString('base64'),
});
const scan = (scanId: string, more: object = {}) =>
  JSON.stringify({ scanId, tagId: '7', scannedAt: '2026-03-01T10:00:00.000Z', ...more });

describe('trying a quarantined message again', () => {
  it('records it and takes it off the shelf when it is good now', async () => {
    const { retry, stored, shelved, heard } = aFixture({ a: message(scan('s-1')) });
    expect(await retry('a')).toEqual({ kind: 'accepted', id: 'a', recorded: 1, known: 0 });
    expect([...stored.values()]).toMatchObject([
      {
        eventId: 'scan#s-1',
        effectiveAt: '2026-03-01T10:00:00.000Z',
        recordedAt: NOW,
        data: { readerId: 'r-1' },
      },
    ]);
    expect({ shelved: shelved.size, heard }).toEqual({ shelved: 0, heard: ['r-1'] });
  });

  it('leaves it there with every reason when it is still bad', async () => {
    const { retry, stored, shelved } = aFixture({ a: message('{"scanId":"two words","tagId":true}') });
    const result = await retry('a');
    expect(result).toMatchObject({
      kind: 'still-bad',
      reasons: expect.arrayContaining([expect.stringMatching(/scanId/), expect.stringMatching(/tagId/)]),
    });
    expect({ stored: stored.size, shelved: shelved.size }).toEqual({ stored: 0, shelved: 1 });
  });

  it('takes a corrected message in its place', async () => {
    const { retry, stored, shelved } = aFixture({ a: message('{"scanId":') });
    expect(await retry('a', scan('s-2'))).toMatchObject({ kind: 'accepted', recorded: 1 });
    expect({ stored: [...stored.keys()], shelved: shelved.size }).toEqual({
      stored: ['tag#7 scan#s-2'],
      shelved: 0,
    });
  });

  it('does not let go of a conflict that stands', async () => {
    const { retry, shelved } = aFixture({
      a: message(scan('s-1')),
      b: { ...message(scan('s-1', { mode: 'return' })), kind: 'conflict' },
    });
    await retry('a');
    expect(await retry('b')).toMatchObject({
      kind: 'still-bad',
      reasons: [expect.stringContaining('recorded already with other content')],
    });
    expect([...shelved.keys()]).toEqual(['b']);
  });

  it('keeps a batch of which one scan is still bad, and records the good ones once', async () => {
    const batch = `{"scans":[${scan('s-1')},${scan('s-2', { mode: 'lend' })}]}`;
    const { retry, stored, shelved } = aFixture({ a: message(batch) });
    expect(await retry('a')).toMatchObject({ kind: 'still-bad' });
    expect(await retry('a')).toMatchObject({ kind: 'still-bad' });
    expect({ stored: [...stored.keys()], shelved: shelved.size }).toEqual({
      stored: ['tag#7 scan#s-1'],
      shelved: 1,
    });
  });

  it('keeps it when recording fails, and records nothing twice afterwards', async () => {
    const { retry, stored, shelved, failOnce } = aFixture({ a: message(scan('s-1')) });
    failOnce();
    await expect(retry('a')).rejects.toThrow('the table is away');
    expect(shelved.size).toBe(1);
    expect(await retry('a')).toMatchObject({ kind: 'accepted', recorded: 1 });
    expect({ stored: stored.size, shelved: shelved.size }).toEqual({ stored: 1, shelved: 0 });
  });

  it('tells when it is gone already', async () => {
    expect(await aFixture({}).retry('a')).toEqual({ kind: 'gone', id: 'a' });
  });
});

import { Readable } from 'node:stream';
import { MAX_MESSAGE_BYTES } from '../../../contract/topics';
import type { Delivery, ReaderConnection } from '../../../device/src/publish/reader-connection';
import { linesOf } from '../../../ops/lib/lines-of';
import { publishLines } from '../../../ops/publish/publish-lines';

const ACK: Delivery = { kind: 'acknowledged' };

/** Answers each message by the given rule, on a later turn, and remembers what was on its way at once. */
function aBroker(answer: (payload: string, attempt: number) => Delivery) {
  const attempts = new Map<string, number>();
  const onTheirWay = new Set<string>();
  const seen: { payload: string; besides: number }[] = [];
  const connection: ReaderConnection = {
    connected: async () => undefined,
    close: async () => undefined,
    publish: async (_topic, bytes) => {
      const payload = Buffer.from(bytes).toString();
      seen.push({ payload, besides: onTheirWay.size });
      onTheirWay.add(payload);
      attempts.set(payload, (attempts.get(payload) ?? 0) + 1);
      await new Promise(setImmediate);
      onTheirWay.delete(payload);
      return answer(payload, attempts.get(payload) ?? 0);
    },
  };
  return { connection, seen };
}

function publish(text: string, connection: ReaderConnection, signal = new AbortController().signal) {
  const lines = linesOf(Readable.from([Buffer.from(text)]));
  return publishLines(lines, { connection, topic: 't', window: 3, onProgress: () => undefined, signal });
}

describe('publishing lines', () => {
  it('sends every line as it is, no more at a time than the window', async () => {
    const { connection, seen } = aBroker(() => ACK);
    const totals = await publish('{"a":1}\n{broken\n\nx\ny\nz\n', connection);
    expect(totals).toEqual({ sent: 5, acknowledged: 5, refused: [] });
    expect(seen.map(({ payload }) => payload)).toEqual(['{"a":1}', '{broken', 'x', 'y', 'z']);
    expect(Math.max(...seen.map(({ besides }) => besides))).toBe(2);
  });

  it('names the lines that the broker refused', async () => {
    const { connection } = aBroker((payload) =>
      payload === 'no' ? { kind: 'refused', reason: 'not yours' } : ACK,
    );
    expect(await publish('a\nno\nb\nno', connection)).toEqual({
      sent: 4,
      acknowledged: 2,
      refused: [
        { line: 2, reason: 'not yours' },
        { line: 4, reason: 'not yours' },
      ],
    });
  });

  it('sends again what was not answered', async () => {
    const { connection, seen } = aBroker((_, attempt) =>
      attempt < 3 ? { kind: 'unsent', reason: 'lost' } : ACK,
    );
    expect(await publish('a', connection)).toMatchObject({ acknowledged: 1 });
    expect(seen).toHaveLength(3);
  });

  it('fails, naming the line, when a message is never answered', async () => {
    const { connection } = aBroker((payload) => (payload === 'b' ? { kind: 'unsent', reason: 'lost' } : ACK));
    await expect(publish('a\nb\nc', connection)).rejects.toThrow(
      /Line 2 was not answered in 5 attempts: lost/,
    );
  });

  it('fails when the connection stays away', async () => {
    const { connection } = aBroker(() => ACK);
    const away = { ...connection, connected: () => Promise.reject(new Error('ECONNREFUSED')) };
    await expect(publish('a', away)).rejects.toThrow(/Line 1 could not be sent.*ECONNREFUSED/);
  });

  it('sends a message that is too large alone and once, since it costs the connection', async () => {
    const large = 'x'.repeat(MAX_MESSAGE_BYTES + 1);
    const { connection, seen } = aBroker((payload) =>
      payload === large ? { kind: 'unsent', reason: 'packet too large' } : ACK,
    );
    const totals = await publish(`a\nb\n${large}\nc`, connection);
    expect(totals).toMatchObject({
      acknowledged: 3,
      refused: [{ line: 3, reason: expect.stringContaining('131073 bytes') }],
    });
    const sent = seen.filter(({ payload }) => payload === large);
    expect(sent).toEqual([{ payload: large, besides: 0 }]);
    expect(seen.at(-1)).toMatchObject({ payload: 'c', besides: 0 });
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const { connection, seen } = aBroker((payload) => {
      if (payload === 'b') controller.abort(new Error('Interrupted.'));
      return ACK;
    });
    await expect(publish('a\nb\nc\nd\ne\nf\ng\nh', connection, controller.signal)).rejects.toThrow(
      'Interrupted.',
    );
    expect(seen.length).toBeLessThan(8);
  });
});

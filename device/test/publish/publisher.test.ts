import { openTimeNotes } from '../../src/clock/time-notes';
import type { Delivery } from '../../src/publish/delivery';
import { publishPacketBytes } from '../../src/publish/packet-size';
import { Publisher, type PublisherEvent } from '../../src/publish/publisher';
import { rateLimit } from '../../src/publish/rate-limit';
import type { Spool } from '../../src/spool/spool';
import { PowerCutFiles } from '../support/power-cut-files';
import { appended, aScan, BOOT, FOLDER, openedSpool } from '../support/spool-fixture';

const TOPIC = 'shelflog/readers/r-1/scans';
const IOT_PACKET = 149_504;
const YES: Delivery = { kind: 'acknowledged' };
const no = (code: number) => ({ kind: 'refused', code, reason: `code ${code}` }) as const;

type Sent = { readonly seqs: number[]; readonly payload: string; answer(delivery: Delivery): Promise<void> };

describe('the publisher', () => {
  let files: PowerCutFiles;
  let spool: Spool;
  let sent: Sent[];
  let events: PublisherEvent[];
  let parked: { payload: string; reason: string }[];
  let now: number;
  let publisher: Publisher;

  const seqsOf = (payload: string): number[] => {
    const message = JSON.parse(payload);
    return (message.scans ?? [message]).map(({ seq }: { seq: number }) => seq);
  };
  const start = (more: object = {}) =>
    new Publisher({
      spool,
      notes: openTimeNotes(files, FOLDER, () => undefined),
      readerId: 'r-1',
      topic: TOPIC,
      bootId: BOOT,
      publish: (_, payload) =>
        new Promise((resolve) => {
          const answer = async (delivery: Delivery) => {
            resolve(delivery);
            await settled();
          };
          sent.push({ seqs: seqsOf(payload), payload, answer });
        }),
      limit: { delay: () => 0, sent: () => undefined },
      park: (payload, reason) => void parked.push({ payload, reason }),
      hear: (event) => void events.push(event),
      now: () => now,
      random: () => 1,
      ...more,
    });
  const settled = async () => {
    for (let n = 0; n < 5; n += 1) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    now += ms;
    await jest.advanceTimersByTimeAsync(ms);
  };
  const keep = (count: number, more = {}) => {
    for (let n = 0; n < count; n += 1) appended(spool, aScan('1', more));
  };
  beforeEach(() => {
    jest.useFakeTimers();
    files = new PowerCutFiles();
    spool = openedSpool(files, { now: () => now });
    sent = [];
    events = [];
    parked = [];
    now = 0;
    publisher = start();
  });
  afterEach(() => jest.useRealTimers());

  it('sends nothing before there is a connection, then all in order, at most 500 to a message', () => {
    keep(1_200);
    publisher.wake();
    expect(sent).toEqual([]);
    publisher.linkUp(IOT_PACKET);
    expect(sent.map(({ seqs }) => [seqs[0], seqs.at(-1)])).toEqual([
      [1, 500],
      [501, 1_000],
      [1_001, 1_200],
    ]);
  });

  it('has at most 20 messages on their way, and a batch of what came meanwhile after that', async () => {
    publisher.linkUp(IOT_PACKET);
    for (let n = 0; n < 30; n += 1) {
      keep(1);
      publisher.wake();
    }
    expect(sent).toHaveLength(20);
    await sent[0]?.answer(YES);
    expect(sent[20]?.seqs).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  });

  it('acknowledges to the spool only what nothing before it is missing for', async () => {
    publisher.linkUp(IOT_PACKET);
    for (let n = 0; n < 3; n += 1) {
      keep(1);
      publisher.wake();
    }
    await sent[1]?.answer(YES);
    expect(spool.stats().cursor).toBe(0);
    await sent[0]?.answer(YES);
    expect(spool.stats().cursor).toBe(2);
    expect(events).toEqual([{ kind: 'published', upTo: 2 }]);
  });

  it('sends again, in order, what was on its way when the connection was lost; a late yes counts', async () => {
    keep(1);
    publisher.linkUp(IOT_PACKET);
    keep(1);
    publisher.wake();
    publisher.linkDown();
    publisher.linkUp(IOT_PACKET);
    expect(sent.map(({ seqs }) => seqs)).toEqual([[1], [2], [1], [2]]);
    await sent[0]?.answer(YES);
    expect(spool.stats().cursor).toBe(1);
    await sent[1]?.answer({ kind: 'unsent', reason: 'connection lost' });
    expect(sent).toHaveLength(4);
    await sent[3]?.answer(YES);
    expect(spool.stats().cursor).toBe(2);
    expect(publisher.sentAgain).toBe(2);
  });

  it.each([128, 131, 145, 151])('tries again, later and later, after a refusal of code %i', async (code) => {
    keep(1);
    publisher.linkUp(IOT_PACKET);
    await sent[0]?.answer(no(code));
    await pass(499);
    expect(sent).toHaveLength(1);
    await pass(1);
    expect(sent).toHaveLength(2);
    await sent[1]?.answer(no(code));
    await pass(999);
    expect(sent).toHaveLength(2);
    await pass(1);
    await sent[2]?.answer(YES);
    expect(spool.stats()).toMatchObject({ cursor: 1 });
    expect(parked).toEqual([]);
  });

  it.each([135, 144])(
    'stops after code %i, drops nothing, and asks with one message a minute',
    async (code) => {
      publisher.linkUp(IOT_PACKET);
      for (let n = 0; n < 5; n += 1) {
        keep(1);
        publisher.wake();
      }
      for (const message of [...sent]) await message.answer(no(code));
      expect(events).toEqual([{ kind: 'stopped', reason: `code ${code}` }]);
      await pass(59_999);
      expect(sent).toHaveLength(5);
      await pass(1);
      expect(sent).toHaveLength(6);
      await sent[5]?.answer(YES);
      expect(events.slice(1)).toEqual([{ kind: 'going' }, { kind: 'published', upTo: 1 }]);
      expect(sent.slice(6).map(({ seqs }) => seqs)).toEqual([[2], [3], [4], [5]]);
      expect(parked).toEqual([]);
    },
  );

  it.each([
    no(149),
    no(153),
    { kind: 'refused', reason: 'AWS_ERROR_MQTT5_PUBLISH_OPTIONS_VALIDATION' } as const,
  ])('parks the one scan of a batch that is refused as such (%j), and goes on', async (refusal) => {
    keep(3);
    publisher.linkUp(IOT_PACKET);
    await sent[0]?.answer(refusal);
    expect(sent.slice(1).map(({ seqs }) => seqs)).toEqual([[1], [2], [3]]);
    await sent[1]?.answer(YES);
    await sent[2]?.answer(refusal);
    await sent[3]?.answer(YES);
    expect(parked).toEqual([{ payload: sent[2]?.payload, reason: refusal.reason }]);
    expect(spool.stats().cursor).toBe(3);
    expect(events).toContainEqual({ kind: 'parked', seq: 2, bootId: BOOT, reason: refusal.reason });
  });

  it('stops instead of parking one scan after the other', async () => {
    publisher.linkUp(IOT_PACKET);
    for (let n = 0; n < 6; n += 1) {
      keep(1);
      publisher.wake();
    }
    for (const message of [...sent]) await message.answer(no(153));
    expect(parked).toHaveLength(3);
    expect(events.at(-1)).toEqual({ kind: 'stopped', reason: 'code 153' });
    expect(spool.stats()).toMatchObject({ cursor: 3, depth: 3 });
  });

  it('keeps a scan that cannot be parked', async () => {
    publisher = start({
      park: () => {
        throw new Error('disk full');
      },
    });
    keep(1);
    publisher.linkUp(IOT_PACKET);
    await sent[0]?.answer(no(153));
    expect(events).toEqual([{ kind: 'stopped', reason: expect.stringContaining('disk full') }]);
    expect(spool.stats().depth).toBe(1);
  });

  it('after DISCONNECT 149 sends message by message, then scan by scan, and parks the one', async () => {
    keep(2);
    publisher.linkUp(IOT_PACKET);
    keep(3);
    publisher.wake();
    expect(sent.map(({ seqs }) => seqs)).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    publisher.linkDown(149);
    publisher.linkUp(IOT_PACKET);
    expect(sent.slice(2).map(({ seqs }) => seqs)).toEqual([[1, 2]]);
    await sent[2]?.answer(YES);
    expect(sent.slice(3).map(({ seqs }) => seqs)).toEqual([[3, 4, 5]]);
    publisher.linkDown(149);
    publisher.linkUp(IOT_PACKET);
    expect(sent.at(-1)?.seqs).toEqual([3]);
    await sent.at(-1)?.answer(YES);
    expect(sent.at(-1)?.seqs).toEqual([4]);
    publisher.linkDown(149);
    publisher.linkUp(IOT_PACKET);
    expect(parked.map(({ payload }) => seqsOf(payload))).toEqual([[4]]);
    expect(sent.at(-1)?.seqs).toEqual([5]);
    await sent.at(-1)?.answer(YES);
    expect(spool.stats()).toMatchObject({ cursor: 5, depth: 0 });
  });

  it('keeps each message within the payload and packet that the broker takes, to the byte', () => {
    keep(400, { text: 'x'.repeat(250) });
    publisher.linkUp(20_000);
    const packets = sent.map(({ payload }) => publishPacketBytes(TOPIC, Buffer.byteLength(payload)));
    expect(Math.max(...packets)).toBeLessThanOrEqual(20_000);
    expect(Math.max(...packets)).toBeGreaterThan(19_000);
    const all = start();
    sent.length = 0;
    all.linkUp(IOT_PACKET);
    expect(Math.max(...sent.map(({ payload }) => Buffer.byteLength(payload)))).toBeLessThanOrEqual(131_072);
  });

  it('puts one boot and one clock into a batch', () => {
    keep(2, { bootId: 'boot-a' });
    keep(2, { bootId: 'boot-b', synced: false, at: 10_000, mono: 1_000 });
    keep(2, { bootId: 'boot-b', synced: false, at: 90_000, mono: 1_000 });
    keep(1, { bootId: 'boot-b', synced: true });
    keep(1, { bootId: 'boot-c', synced: true });
    publisher.linkUp(IOT_PACKET);
    expect(sent.map(({ seqs }) => seqs)).toEqual([[1, 2], [3, 4], [5, 6], [7], [8]]);
  });

  it('sends a doubtful time the same after a restart in which network time has spoken', async () => {
    keep(1, { synced: false, at: 10_000, mono: 1_000 });
    publisher.linkUp(IOT_PACKET);
    const before = sent[0]?.payload;
    const again = openTimeNotes(files, FOLDER, () => undefined);
    again.networkTime({ bootId: BOOT, at: Date.parse('2026-11-22T09:00:00Z'), mono: 9_000, synced: true });
    start().linkUp(IOT_PACKET);
    expect(sent[1]?.payload).toBe(before);
  });

  it('takes nothing new once it ends, and waits for what is on its way', async () => {
    keep(1);
    publisher.linkUp(IOT_PACKET);
    const ended = publisher.end(2_000);
    keep(1);
    publisher.wake();
    expect(sent).toHaveLength(1);
    await sent[0]?.answer(YES);
    await pass(20);
    await ended;
    expect(spool.stats().cursor).toBe(1);
  });
});

describe('the limits of IoT Core', () => {
  it('lets no second have more than 100 publishes or 512 KB', () => {
    const limit = rateLimit();
    const sends: { atMs: number; bytes: number }[] = [];
    let now = 0;
    for (let n = 0; n < 2_000; n += 1) {
      const bytes = n % 400 < 200 ? 300 : 131_000;
      for (let wait = limit.delay(bytes, now); wait > 0; wait = limit.delay(bytes, now)) now += wait;
      limit.sent(bytes, now);
      sends.push({ atMs: now, bytes });
    }
    for (const { atMs } of sends) {
      const span = sends.filter((send) => send.atMs >= atMs && send.atMs < atMs + 1_000);
      expect(span.length).toBeLessThanOrEqual(100);
      expect(span.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(512_000);
    }
    const small = sends.slice(0, 200);
    expect((small.at(-1)?.atMs ?? 0) - (small[0]?.atMs ?? 0)).toBeLessThan(2_200);
  });
});

import type { LibraryEvent } from '../../domain/events';
import { startIngestFixture } from '../support/ingest-fixture';
import { aMessage, aSeedMessage, aSentScan } from '../support/messages';

type Fixture = Awaited<ReturnType<typeof startIngestFixture>>;

describe('scans that come in', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startIngestFixture();
  });
  afterAll(() => fixture.stop());
  beforeEach(() => fixture.forgetQuarantine());

  /** A tag of its own for every test, so that each sees only its own events. */
  let lastTag = 0;
  const newTag = () => {
    lastTag += 1;
    return `tag-${lastTag}`;
  };
  const eventsOf = async (tagId: string): Promise<LibraryEvent[]> =>
    (await fixture.events()).filter(({ streamId }) => streamId === `tag#${tagId}`);
  const takeIn = async (...messages: ReturnType<typeof aMessage>[]) => {
    for (const message of messages) await fixture.receive(message);
    expect(await fixture.drain()).toEqual([]);
  };
  const reasons = () =>
    fixture.quarantined().flatMap(({ faults }) => faults.map(({ place, reasons }) => [place, ...reasons]));

  it('are recorded once, however often they come', async () => {
    const tagId = newTag();
    const message = aMessage(aSentScan({ tagId, text: 'book-77' }));
    await takeIn(message, message, message);
    await takeIn(message);
    expect(await eventsOf(tagId)).toMatchObject([{ eventId: 'scan#01JD-a_1', data: { text: 'book-77' } }]);
    expect(fixture.quarantined()).toEqual([]);
  });

  it('in a batch of 500, sent twice with other scans around them, are recorded once each', async () => {
    const tagId = newTag();
    const scans = Array.from({ length: 500 }, (_, n) => aSentScan({ tagId, scanId: `s${n}` }));
    const messages = [aMessage({ scans }), aMessage({ scans: [...scans].reverse().slice(0, 499) })];
    await takeIn(...messages);
    expect(new Set((await eventsOf(tagId)).map(({ eventId }) => eventId)).size).toBe(500);
  });

  it('from the seed system are recorded', async () => {
    await takeIn(aSeedMessage({ id: 7, text: 'b', timestamp: '2023-09-18 18:00:00.123456' }));
    expect(await eventsOf('7')).toMatchObject([
      {
        occurredAt: '2023-09-18T16:00:00.123Z',
        // Years late: it counts when it was recorded.
        clockSuspect: true,
        source: { channel: 'mqtt', by: 'raspberry' },
        data: { readerId: 'raspberry', mode: 'toggle', text: 'b' },
      },
    ]);
  });

  it.each([
    ['broken JSON', '{"scanId":', /^the message is no JSON/],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00]), /^the message is not UTF-8/],
    ['nothing', '', /^the message is no JSON/],
    ['501 scans', { scans: Array(501).fill(aSentScan()) }, /not 501$/],
  ])('as %s are quarantined whole', async (_, content, reason) => {
    const before = await fixture.events();
    const message = aMessage(content);
    await takeIn(message, message);
    expect(reasons()).toEqual([['message', expect.stringMatching(reason)]]);
    expect(fixture.quarantined()[0]?.payload).toBe(Buffer.from(message.payload).toString('base64'));
    expect(await fixture.events()).toHaveLength(before.length);
  });

  it('with wrong types are quarantined with every reason', async () => {
    await takeIn(
      aMessage({ scanId: 1, tagId: [], scannedAt: 0, mode: 1, text: {}, clockSynced: 1, seq: '', bootId: 1 }),
    );
    expect(reasons()[0]).toHaveLength(9);
  });

  it('of which one is bad are recorded but for that one', async () => {
    const tagId = newTag();
    await takeIn(aMessage({ scans: [aSentScan({ tagId }), aSentScan({ tagId, scanId: '' })] }));
    expect(await eventsOf(tagId)).toHaveLength(1);
    expect(reasons()).toEqual([['scans[1]', 'scanId: must be 1-64 of A-Z a-z 0-9 _ -']]);
  });

  it("on another reader's topic are quarantined", async () => {
    const tagId = newTag();
    await takeIn(aMessage(aSentScan({ tagId }), { clientId: 'desk-2' }));
    expect(await eventsOf(tagId)).toEqual([]);
    expect(fixture.quarantined()).toMatchObject([
      { clientId: 'desk-2', topic: 'shelflog/readers/desk-1/scans' },
    ]);
  });

  it('with unknown fields are recorded with them', async () => {
    const tagId = newTag();
    const sent = JSON.stringify(aSentScan({ tagId })).slice(1);
    await takeIn(aMessage(`{"__proto__":{"a":1},"rssi":-51.5,"deep":[{"":null}],"huge":1e300,${sent}`));
    const [event] = await eventsOf(tagId);
    expect(JSON.stringify(event?.type === 'TagScanned' && event.data.extra)).toBe(
      '{"__proto__":{"a":1},"deep":[{"":null}],"huge":1e+300,"rssi":-51.5}',
    );
  });

  it.each(['2099-01-01T00:00:00.000Z', '1970-01-01T00:00:05.000Z'])(
    'at %s count as of now',
    async (scannedAt) => {
      const tagId = newTag();
      await takeIn(aMessage(aSentScan({ tagId, scannedAt })));
      const [event] = await eventsOf(tagId);
      expect(event).toMatchObject({
        occurredAt: scannedAt,
        clockSuspect: true,
        effectiveAt: event?.recordedAt,
      });
    },
  );

  it('with NUL-padded text, emoji or right-to-left text are recorded as they should read', async () => {
    const tagId = newTag();
    const texts = ['book-77\0\0\0\0', ' 📚👩‍👩‍👧 ', 'עברית'];
    await takeIn(aMessage({ scans: texts.map((text, n) => aSentScan({ tagId, scanId: `s${n}`, text })) }));
    expect((await eventsOf(tagId)).map((event) => event.type === 'TagScanned' && event.data.text)).toEqual([
      'book-77',
      '📚👩‍👩‍👧',
      'עברית',
    ]);
  });

  it('again with other content are quarantined as a conflict, once', async () => {
    const tagId = newTag();
    const other = aMessage(aSentScan({ tagId, text: 'other' }));
    await takeIn(aMessage(aSentScan({ tagId })), other, other);
    expect(await eventsOf(tagId)).toMatchObject([{ data: { text: '' } }]);
    expect(fixture.quarantined()).toMatchObject([
      { kind: 'conflict', payload: Buffer.from(other.payload).toString('base64') },
    ]);
  });

  it('with different content in one message end as one event and one conflict', async () => {
    const tagId = newTag();
    await takeIn(aMessage({ scans: [aSentScan({ tagId }), aSentScan({ tagId, text: 'other' })] }));
    expect(await eventsOf(tagId)).toHaveLength(1);
    expect(fixture.quarantined()).toMatchObject([{ kind: 'conflict' }]);
  });

  it('in a message of the greatest size allowed are recorded', async () => {
    const tagId = newTag();
    const frame = Buffer.byteLength(JSON.stringify(aSentScan({ tagId, note: '' })));
    const message = aMessage(aSentScan({ tagId, note: 'x'.repeat(128 * 1024 - frame) }));
    expect(message.payload.byteLength).toBe(128 * 1024);
    await takeIn(message);
    expect(await eventsOf(tagId)).toHaveLength(1);
  });

  it('that no topic rule of ours sends make the invocation fail', async () => {
    await expect(fixture.invokeIngest({ records: [] })).rejects.toThrow();
  });
});

import { appendMessages } from '../../../app/intake/append-messages';
import { quarantineKey } from '../../../app/intake/quarantine';
import type { LibraryEvent } from '../../../domain/events';
import type { TagScanned } from '../../../domain/tag/events';
import { memoryEventLog } from '../../support/memory-ports';
import { aMessage, aSentScan } from '../../support/messages';
import { appendFixture, LATER, NOW, queued } from './append-fixture';

describe('a scan that is new', () => {
  it('is recorded with its reader, its times and all that it says', async () => {
    const { log, ports } = appendFixture();
    const said = { mode: 'return', text: 'book-77', seq: 1, bootId: 'b', clockSynced: true };
    expect(await appendMessages(ports, queued(aSentScan({ ...said, odd: [1] })))).toEqual({
      recorded: 1,
      known: 0,
      conflicts: 0,
      failed: [],
    });
    expect(log.events()).toEqual([
      {
        streamId: 'tag#386103974449',
        eventId: 'scan#01JD-a_1',
        type: 'TagScanned',
        schemaVersion: 1,
        effectiveAt: '2026-11-22T09:15:02.114Z',
        occurredAt: '2026-11-22T09:15:02.114Z',
        recordedAt: NOW,
        clockSuspect: false,
        source: { channel: 'mqtt', by: 'desk-1' },
        data: {
          scanId: '01JD-a_1',
          tagId: '386103974449',
          readerId: 'desk-1',
          ...said,
          extra: { odd: [1] },
        },
      },
    ]);
  });

  it.each(['1970-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z'])(
    'by a clock at %s counts when it was recorded, less what passed on that clock',
    async (scannedAt) => {
      const { log, ports } = appendFixture();
      const first = aSentScan({ scanId: 'first', scannedAt });
      const last = aSentScan({ scanId: 'last', scannedAt: scannedAt.replace('00:00.000Z', '01:30.500Z') });
      await appendMessages(ports, queued({ scans: [first, last] }));
      expect(log.events()).toMatchObject([
        { occurredAt: scannedAt, effectiveAt: '2026-11-22T09:13:33.500Z', clockSuspect: true },
        { effectiveAt: NOW, clockSuspect: true },
      ]);
    },
  );
});

describe('a scan that comes again', () => {
  it('with the same content changes nothing, however late and by whatever message', async () => {
    const { log, quarantine, ports, at } = appendFixture();
    await appendMessages(ports, queued(aSentScan({ x: { b: 1, a: 2 } })));
    const before = structuredClone(log.events());
    at(LATER);
    const again = [
      ...queued({ scans: [aSentScan({ x: { a: 2, b: 1 } })] }),
      ...queued(
        aSentScan({
          text: ' \0',
          mode: null,
          scannedAt: '2026-11-22T10:15:02.1149+01:00',
          x: { b: 1, a: 2 },
        }),
      ),
    ];
    expect(await appendMessages(ports, again)).toMatchObject({ recorded: 0, known: 2, conflicts: 0 });
    expect(log.events()).toEqual(before);
    expect(quarantine.objects.size).toBe(0);
  });

  it.each([
    ['text', { text: 'other' }],
    ['mode', { mode: 'return' }],
    ['time', { scannedAt: '2026-11-22T09:15:02.115Z' }],
    ['seq', { seq: 2 }],
    ['extra field', { odd: 1 }],
  ])('with another %s is quarantined, and the first stands', async (_, change) => {
    const { log, quarantine, ports, at } = appendFixture();
    await appendMessages(ports, queued(aSentScan()));
    at(LATER);
    const message = aMessage(aSentScan(change));
    expect(await appendMessages(ports, queued(aSentScan(change)))).toMatchObject({
      conflicts: 1,
      failed: [],
    });
    expect(log.events()).toMatchObject([{ recordedAt: NOW, data: { text: '', mode: 'toggle' } }]);
    expect([...quarantine.objects]).toEqual([
      [
        quarantineKey(message),
        {
          version: 1,
          kind: 'conflict',
          topic: message.topic,
          clientId: 'desk-1',
          receivedAt: message.receivedAt,
          faults: [
            {
              place: 'scan',
              reasons: ['scanId: 01JD-a_1 of tag 386103974449 is recorded already with other content'],
            },
          ],
          payload: Buffer.from(message.payload).toString('base64'),
        },
      ],
    ]);
  });

  it('from another reader is quarantined', async () => {
    const { ports, quarantine } = appendFixture();
    await appendMessages(ports, queued(aSentScan()));
    const over = { topic: 'shelflog/readers/desk-2/scans', clientId: 'desk-2' };
    expect(await appendMessages(ports, queued(aSentScan(), over))).toMatchObject({ conflicts: 1 });
    expect(quarantine.objects.size).toBe(1);
  });

  it('on another tag is another scan', async () => {
    const { ports } = appendFixture();
    await appendMessages(ports, queued(aSentScan()));
    expect(await appendMessages(ports, queued(aSentScan({ tagId: 'other' })))).toMatchObject({ recorded: 1 });
  });

  it('as a conflict again and again adds nothing to the quarantine', async () => {
    const { ports, quarantine, at } = appendFixture();
    const twice = queued({ scans: [aSentScan(), aSentScan({ text: 'other' })] });
    expect(await appendMessages(ports, twice)).toMatchObject({ recorded: 1, known: 0, conflicts: 1 });
    at(LATER);
    expect(await appendMessages(ports, twice)).toMatchObject({ recorded: 0, known: 1, conflicts: 1 });
    expect(quarantine.objects.size).toBe(1);
    const [object] = quarantine.objects.values();
    const payload = JSON.parse(Buffer.from(object?.payload ?? '', 'base64').toString());
    expect(payload).toEqual({ ...aSentScan(), mode: 'toggle', text: 'other' });
  });
});

describe('a batch of messages', () => {
  it('with one that cannot be read records the others and reports that one', async () => {
    const { log, ports } = appendFixture();
    const bad = ['{', '{}', JSON.stringify({ source: 'else', 'detail-type': 'ScansReceived', detail: {} })];
    const messages = [
      ...queued(aSentScan({ scanId: 'a' })),
      ...bad.map((body, n) => ({ id: `bad${n}`, body })),
      ...queued(aSentScan({ scanId: 'b' })),
    ];
    const { failed, recorded } = await appendMessages(ports, messages);
    expect(failed.map(({ id }) => id)).toEqual(['bad0', 'bad1', 'bad2']);
    expect(recorded).toBe(2);
    expect(log.events()).toHaveLength(2);
  });

  it('is recorded with as few calls as it needs', async () => {
    const { log, ports } = appendFixture();
    const calls: number[] = [];
    const counting = {
      ...log,
      insert: (events: readonly LibraryEvent[]) => {
        calls.push(events.length);
        return log.insert(events);
      },
    };
    const messages = Array.from({ length: 10 }, (_, n) => queued(aSentScan({ scanId: `s${n}` }))).flat();
    await appendMessages({ ...ports, log: counting }, messages);
    expect(calls).toEqual([10]);
  });

  it('of which one cannot be recorded records the others and reports that one', async () => {
    const { log, ports } = appendFixture();
    const failing = {
      ...log,
      insert: async (events: readonly LibraryEvent[]) => {
        // As at the table: what stands before it is in.
        const place = events.findIndex(({ eventId }) => eventId === 'scan#poison');
        const answers = await log.insert(place < 0 ? events : events.slice(0, place));
        if (place >= 0) throw new Error('item too large');
        return answers;
      },
    };
    const messages = ['a', 'poison', 'b'].flatMap((scanId) => queued(aSentScan({ scanId })));
    const { failed } = await appendMessages({ ...ports, log: failing }, messages);
    expect(failed).toEqual([{ id: messages[1]?.id, error: new Error('item too large') }]);
    expect(log.events().map(({ eventId }) => eventId)).toEqual(['scan#a', 'scan#b']);
  });

  it('whose conflict cannot be quarantined is reported, for nothing may be lost', async () => {
    const { ports } = appendFixture();
    await appendMessages(ports, queued(aSentScan()));
    const quarantine = { put: () => Promise.reject(new Error('S3 is down')) };
    const messages = [...queued(aSentScan({ text: 'other' })), ...queued(aSentScan({ scanId: 'good' }))];
    const { failed } = await appendMessages({ ...ports, quarantine }, messages);
    expect(failed.map(({ id }) => id)).toEqual([messages[0]?.id]);
    expect(await ports.log.read('tag#386103974449', 'scan#good')).toBeDefined();
  });

  it('that is empty does nothing', async () => {
    expect(await appendMessages(appendFixture().ports, [])).toEqual({
      recorded: 0,
      known: 0,
      conflicts: 0,
      failed: [],
    });
  });
});

describe('a scan that was stored by the rules of before', () => {
  it.each([
    [
      'whose text was folded less',
      { text: 'Re\u0301sume\u0301\tb\u0085' },
      { text: 'Re\u0301sume\u0301\tb' },
    ],
    ['whose terminal was an extra field', { terminal: 'gate' }, { extra: { terminal: 'gate' } }],
    ['whose extra fields were null', { terminal: null, odd: 1 }, { extra: { terminal: null, odd: 1 } }],
  ])('%s is the same when it comes again', async (_, sent, stored) => {
    const { log, quarantine, ports } = appendFixture();
    await appendMessages(ports, queued(aSentScan()));
    const [plain] = log.events();
    const before = memoryEventLog();
    const { text: _text, ...data } = (plain as TagScanned).data;
    await before.insert([{ ...(plain as TagScanned), data: { ...data, text: '', ...stored } }]);
    expect(await appendMessages({ ...ports, log: before }, queued(aSentScan(sent)))).toMatchObject({
      recorded: 0,
      known: 1,
      conflicts: 0,
    });
    expect(quarantine.objects.size).toBe(0);
  });

  it('is another one where today its text would differ too', async () => {
    const { ports } = appendFixture();
    await appendMessages(ports, queued(aSentScan({ text: 'a b' })));
    expect(await appendMessages(ports, queued(aSentScan({ text: 'ab' })))).toMatchObject({ conflicts: 1 });
  });
});

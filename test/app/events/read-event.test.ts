import fc from 'fast-check';
import { eventSchema } from '../../../app/events/event-schema';
import { readEvent } from '../../../app/events/read-event';
import { aTagScanned, EVERY_EVENT } from '../../support/events';

type Fields = Record<string, unknown>;
const PLAIN = aTagScanned({ clockSynced: true, seq: 7, terminal: 'gate' });

/** What may stand where something else should. */
const oddity = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'x',
  0,
  2,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [],
  {},
  '2026-11-22T09:15:02.114Z',
  '2026-11-22T09:15:02Z',
  '2026-11-22T09:15:02.114Z\n',
  'toggle',
  'TagAssigned',
  'api',
);
const place = fc.constantFrom(
  ...['streamId', 'eventId', 'type', 'schemaVersion', 'effectiveAt', 'occurredAt', 'recordedAt'],
  ...['clockSuspect', 'source', 'data', 'more', 'digest'],
  ...['source.channel', 'source.by', 'source.key', 'source.more'],
  ...['data.scanId', 'data.tagId', 'data.readerId', 'data.mode', 'data.text', 'data.clockSynced'],
  ...['data.seq', 'data.bootId', 'data.cancels', 'data.terminal', 'data.extra', 'data.more'],
);

function altered(event: unknown, at: string, how: { readonly value: unknown } | 'gone'): unknown {
  const copy: Fields = structuredClone(event) as Fields;
  const [first = '', second] = at.split('.');
  const target = second === undefined ? copy : copy[first];
  const name = second ?? first;
  if (typeof target !== 'object' || target === null) return copy;
  if (how === 'gone') delete (target as Fields)[name];
  else (target as Fields)[name] = how.value;
  return copy;
}

const changes = fc.array(
  fc.tuple(place, fc.oneof(fc.constant('gone' as const), fc.record({ value: oddity }))),
  { minLength: 1, maxLength: 3 },
);

describe('reading an event', () => {
  it('takes and refuses what the schema does, whatever stands in it, and gives the same', () => {
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(PLAIN, PLAIN, ...EVERY_EVENT), changes, (event, many) => {
        const value = many.reduce<unknown>((one, [at, how]) => altered(one, at, how), event);
        const [read, wanted] = [readEvent(value), eventSchema.safeParse(value)];
        expect(read.success).toBe(wanted.success);
        expect(read.data).toStrictEqual(wanted.data);
        if (read.success) taken += 1;
        else refused += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(200);
  });

  it.each([undefined, null, 1, 'x', [], {}, [PLAIN]])('refuses %p', (value) => {
    expect(readEvent(value).success).toBe(false);
  });

  it('takes every event as it is stored', () => {
    for (const event of [PLAIN, ...EVERY_EVENT]) expect(readEvent(event).data).toStrictEqual(event);
  });
});

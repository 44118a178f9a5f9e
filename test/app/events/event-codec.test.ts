import { createHash } from 'node:crypto';
import { CorruptEventError, fromItem, toItem } from '../../../app/events/event-codec';
import { canonicalJson, eventDigest } from '../../../app/events/event-digest';
import { aTagScanned, EVERY_EVENT } from '../../support/events';

describe('the digest of an event', () => {
  it('is the SHA-256 of its canonical JSON, which anyone can compute', () => {
    const event = aTagScanned({ text: 'ü', extra: { b: 1, a: [1e21, -0] } });
    const canonical =
      '{"clockSuspect":false,"data":{"extra":{"a":[1e+21,0],"b":1},"mode":"toggle","readerId":"desk-1",' +
      '"scanId":"scan-1","tagId":"386103974449","text":"ü"},"effectiveAt":"2026-11-22T09:15:02.114Z",' +
      '"eventId":"scan#scan-1","occurredAt":"2026-11-22T09:15:02.114Z","recordedAt":"2026-11-22T09:15:03.000Z",' +
      '"schemaVersion":1,"source":{"by":"desk-1","channel":"mqtt"},"streamId":"tag#386103974449","type":"TagScanned"}';
    expect(eventDigest(event)).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('changes with every field of the event and with nothing else', () => {
    const event = aTagScanned();
    const others = [
      aTagScanned({ text: 'other' }),
      aTagScanned({}, { effectiveAt: '2026-11-22T09:15:02.115Z' }),
      aTagScanned({}, { clockSuspect: true }),
      aTagScanned({}, { source: { channel: 'cli', by: 'desk-1' } }),
    ];
    expect(new Set([event, ...others].map(eventDigest)).size).toBe(5);
    expect(eventDigest({ ...event, digest: 'x', feed: 'y' } as typeof event)).toBe(eventDigest(event));
  });
});

describe('a stored item', () => {
  const item = toItem(aTagScanned({ extra: { a: 1 } }));

  it('that is no event is refused with its key and every reason', () => {
    const broken = { ...item, effectiveAt: 'yesterday', data: { scanId: 's' } };
    expect(() => fromItem(broken)).toThrow(CorruptEventError);
    expect(() => fromItem(broken)).toThrow(/tag#386103974449 scan#scan-1.*effectiveAt.*data\.readerId/s);
  });

  it('says nothing twice: what its key says is not in its data', () => {
    const { data } = toItem(aTagScanned());
    expect(data).toEqual({ readerId: 'desk-1', mode: 'toggle', text: 'book-77' });
    const [assigned] = EVERY_EVENT.filter(({ type }) => type === 'TagAssigned').map(toItem);
    expect(assigned?.['data']).toEqual({ bookId: 'book-77' });
  });

  it.each([{ tagId: 'other' }, { scanId: 'other' }])(
    'whose data holds %p besides its key is read as it says',
    (forged) => {
      const event = aTagScanned();
      const told = { ...event, data: { ...event.data, ...forged } };
      expect(fromItem(toItem(told))).toEqual(told);
      const put = { ...toItem(event), data: { ...event.data, ...forged } };
      expect(fromItem(put)).toEqual(told);
      expect(eventDigest(told)).not.toBe(put.digest);
    },
  );

  it.each([undefined, null, 1, 'x', [], {}, { ...item, type: 'TagEaten' }, { ...item, schemaVersion: 2 }])(
    'given as %p is refused',
    (value) => {
      expect(() => fromItem(value)).toThrow(CorruptEventError);
    },
  );

  it('whose extra fields are no JSON is refused', () => {
    expect(() => fromItem({ ...item, data: { ...(item['data'] as object), extra: '{' } })).toThrow(
      CorruptEventError,
    );
  });
});

describe('canonical JSON', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1])('has no form for %p', (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});

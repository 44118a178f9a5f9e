import { canonicalJson } from '../../app/events/event-digest';
import type { EventLog } from '../../app/events/event-log';
import { AT, aTagScanned, EVERY_EVENT } from '../support/events';

/** What every event log must do, whatever it is built on. `log` answers one log for the whole suite. */
export function describeEventLog(log: () => EventLog) {
  const scan = (scanId: string, tagId: string) => aTagScanned({ scanId, tagId });

  describe('given an event that is not in it', () => {
    it('when it is inserted, then it is there as it was given', async () => {
      expect(await log().insert(EVERY_EVENT)).toEqual(EVERY_EVENT.map(() => 'inserted'));
      for (const event of EVERY_EVENT) {
        expect(await log().read(event.streamId, event.eventId)).toEqual(event);
      }
    });

    it('when it is read, then nothing is', async () => {
      expect(await log().read('tag#nobody', 'scan#none')).toBeUndefined();
      expect(await log().readStream('tag#nobody')).toEqual([]);
    });

    it('when nothing is inserted, then nothing is answered', async () => {
      expect(await log().insert([])).toEqual([]);
    });
  });

  describe('given an event that is in it', () => {
    it('when its key comes again with other content, then it stays as it was', async () => {
      const first = aTagScanned({ scanId: 's1', tagId: 'kept', text: 'first' });
      await log().insert([first]);
      const other = aTagScanned({ scanId: 's1', tagId: 'kept', text: 'second' });
      expect(await log().insert([other])).toEqual(['exists']);
      expect(await log().read('tag#kept', 'scan#s1')).toEqual(first);
    });

    it('when it comes again among others, then the others are inserted', async () => {
      await log().insert([scan('s1', 'mixed')]);
      const answers = await log().insert([scan('s0', 'mixed'), scan('s1', 'mixed'), scan('s2', 'mixed')]);
      expect(answers).toEqual(['inserted', 'exists', 'inserted']);
    });
  });

  describe('given one key twice in one call', () => {
    it('when they are inserted, then the first is and the second is not', async () => {
      const first = aTagScanned({ scanId: 's1', tagId: 'twice', text: 'first' });
      const second = aTagScanned({ scanId: 's1', tagId: 'twice', text: 'second' });
      expect(await log().insert([first, second, first])).toEqual(['inserted', 'exists', 'exists']);
      expect(await log().read('tag#twice', 'scan#s1')).toEqual(first);
    });
  });

  describe('given two writers with the same new events', () => {
    it('when both insert at once, then each event is inserted by one of them', async () => {
      const events = Array.from({ length: 60 }, (_, n) => scan(`race-${n}`, 'raced'));
      const [a = [], b = []] = await Promise.all([log().insert(events), log().insert(events)]);
      expect(events.map((_, n) => [a[n], b[n]].sort())).toEqual(events.map(() => ['exists', 'inserted']));
    });
  });

  describe('given more events than one request takes', () => {
    it('when they are inserted, then each has its answer in its place', async () => {
      const events = Array.from({ length: 126 }, (_, n) =>
        scan(`many-${String(n).padStart(3, '0')}`, 'many'),
      );
      await log().insert(events.filter((_, n) => n % 5 === 0));
      expect(await log().insert(events)).toEqual(events.map((_, n) => (n % 5 === 0 ? 'exists' : 'inserted')));
      expect((await log().readStream('tag#many')).map(({ eventId }) => eventId)).toEqual(
        events.map(({ eventId }) => eventId),
      );
    });
  });

  describe('given a stream of more than one page', () => {
    it('when it is read, then all of it comes in the order of its ids', async () => {
      // A page is 1 MB at most: 24 events of 100 KB are three.
      const text = 'ü'.repeat(50_000);
      const events = Array.from({ length: 24 }, (_, n) =>
        aTagScanned({ scanId: `p${String(n).padStart(2, '0')}`, tagId: 'long', text }),
      );
      await log().insert([...events].reverse());
      const read = await log().readStream('tag#long');
      expect(read.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
      expect(read[23]).toEqual(events[23]);
    });
  });

  describe('given content that is hard to keep', () => {
    it('when it is inserted, then it comes back to the last character', async () => {
      let nested: unknown = 'bottom';
      for (let level = 0; level < 40; level += 1) nested = { level: [nested] };
      const extra = JSON.parse(
        '{"__proto__":{"x":1},"":"empty name","big":1e300,"small":5e-324,"nul":"\\u0000","toJSON":1}',
      );
      const hard = aTagScanned(
        { scanId: 'hard', tagId: 'a.b_c:d-e', text: 'a\u0000b 📚 ﷽', extra: { ...extra, nested } },
        { recordedAt: AT },
      );
      await log().insert([hard]);
      const read = await log().read('tag#a.b_c:d-e', 'scan#hard');
      expect(read).toEqual(hard);
      expect(canonicalJson(read)).toBe(canonicalJson(hard));
    });
  });
}

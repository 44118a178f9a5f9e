import { gunzipSync } from 'node:zlib';
import { digestName } from '../../../adapters/files/ledger-names';
import { checkLedger } from '../../../app/audit/check-ledger';
import { eventDigest, sha256 } from '../../../app/events/event-digest';
import { CLOSING_MARGIN_MS, closesAt, lastClosedDay } from '../../../app/ledger/closing';
import { parseDayDigest } from '../../../app/ledger/ledger';
import { DayOpenError, sealDays } from '../../../app/ledger/seal-days';
import { feedPositionOf } from '../../../app/ledger/sealed-lines';
import { FUNCTIONS } from '../../../contract/functions';
import type { LibraryEvent } from '../../../domain/events';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';
import { memoryLedger, memoryTable } from './memory-ledger';

const scanOn = (day: string, time: string, scanId: string) =>
  aScan(at(time, day), { scanId, tagId: `tag-${scanId}`, recordedAt: at(time, day) });
const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';
const THURSDAY = '2026-03-05';

const events = [
  aBook(at('08:00', MONDAY), 'book-a', 'Emma'),
  anAssignment(at('08:01', MONDAY), 'book-a'),
  scanOn(MONDAY, '09:00', 's1'),
  scanOn(MONDAY, '23:59:59', 's2'),
  scanOn(TUESDAY, '00:00', 's3'),
  scanOn(THURSDAY, '10:00', 's4'),
];
const friday = () => at('00:30', '2026-03-06');

const namesIn = (ledger: ReturnType<typeof memoryLedger>, day: string) =>
  [...ledger.objects.entries()]
    .filter(([name]) => name.startsWith(`events/${day}/`))
    .flatMap(([, bytes]) => gunzipSync(bytes).toString().trim().split('\n'))
    .map((line) => JSON.parse(line).eventId);

describe('sealing days', () => {
  it('seals each closed day from the first with events on, empty ones too, in a chain', async () => {
    const ledger = memoryLedger();
    const { sealed, faults, waiting } = await sealDays({
      recorded: memoryTable(...events),
      ledger,
      clock: friday,
    });
    expect(sealed.map(({ digest }) => [digest.day, digest.count, digest.addenda])).toEqual([
      [MONDAY, 4, 0],
      [TUESDAY, 1, 0],
      ['2026-03-04', 0, 0],
      [THURSDAY, 1, 0],
    ]);
    expect({ faults, waiting }).toEqual({ faults: [], waiting: 0 });
    expect(sealed.map(({ digest }) => digest.prev)).toEqual([
      null,
      ...sealed.slice(0, 3).map(({ hash }) => hash),
    ]);
    const stored = ledger.objects.get(digestName(TUESDAY))!.toString();
    expect(parseDayDigest(stored, TUESDAY)).toEqual(sealed[1]);
    expect(sealed[1]!.hash).toBe(sha256(stored));
    expect(await checkLedger(ledger)).toMatchObject({ days: 4, events: 6, faults: [] });
  });

  it('writes each event as the line whose hash is its digest, in the order of recording', async () => {
    const ledger = memoryLedger();
    await sealDays({ recorded: memoryTable(...events), ledger, clock: friday });
    const [file] = [...ledger.objects.keys()].filter((name) => name.startsWith(`events/${MONDAY}/`));
    const { lines } = await ledger.readFile(file!);
    expect(lines.map((line) => sha256(line))).toEqual(events.slice(0, 4).map(eventDigest));
    expect(lines.map((line) => JSON.parse(line))).toEqual(events.slice(0, 4));
  });

  it('does nothing the second time, and goes on where it ended after days missed', async () => {
    const ledger = memoryLedger();
    const recorded = memoryTable(...events);
    const tuesday = await sealDays({ recorded, ledger, clock: () => at('12:00', TUESDAY) });
    expect(tuesday.sealed.map(({ digest }) => digest.day)).toEqual([MONDAY]);
    expect((await sealDays({ recorded, ledger, clock: () => at('12:00', TUESDAY) })).sealed).toEqual([]);
    const later = await sealDays({ recorded, ledger, clock: friday });
    expect(later.sealed.map(({ digest }) => digest.day)).toEqual([TUESDAY, '2026-03-04', THURSDAY]);
    expect(await checkLedger(ledger)).toMatchObject({ days: 4, events: 6, faults: [] });
  });

  it('seals nothing while there are no events', async () => {
    const report = await sealDays({ recorded: memoryTable(), ledger: memoryLedger(), clock: friday });
    expect(report).toEqual({ sealed: [], faults: [], waiting: 0 });
  });

  it('waits until nothing older can be written: the longest insert and ten minutes', () => {
    expect(CLOSING_MARGIN_MS).toBe((FUNCTIONS['append-events'].timeoutSeconds + 600) * 1000);
    expect(closesAt(MONDAY)).toBe(at('00:11', TUESDAY));
    expect(lastClosedDay(at('00:11', TUESDAY))).toBe(MONDAY);
    expect(lastClosedDay(at('00:10:59', TUESDAY))).toBe('2026-03-01');
  });

  it('refuses a day that can still get events, and says when it cannot', async () => {
    const ports = {
      recorded: memoryTable(...events),
      ledger: memoryLedger(),
      clock: () => at('00:10', TUESDAY),
    };
    const sealing = sealDays(ports, { through: MONDAY });
    await expect(sealing).rejects.toThrow(DayOpenError);
    await expect(sealing).rejects.toThrow(at('00:11', TUESDAY));
  });

  it('seals no further than asked', async () => {
    const ledger = memoryLedger();
    await sealDays({ recorded: memoryTable(...events), ledger, clock: friday }, { through: TUESDAY });
    expect(await ledger.days()).toEqual([MONDAY, TUESDAY]);
  });

  it('puts what the index held back into the next day, first and once, and finds it right', async () => {
    const ledger = memoryLedger();
    const late = [scanOn(MONDAY, '09:30', 'late-2'), scanOn(MONDAY, '08:30', 'late-1')];
    const recorded = memoryTable(...events.slice(0, 4));
    await sealDays({ recorded, ledger, clock: () => at('00:30', TUESDAY) });
    recorded.add(...late, ...events.slice(4));
    const wednesday = await sealDays({ recorded, ledger, clock: () => at('00:30', '2026-03-04') });
    expect(wednesday).toMatchObject({ faults: [], waiting: 0 });
    expect(wednesday.sealed[0]?.digest).toMatchObject({ day: TUESDAY, count: 3, addenda: 2 });
    expect(namesIn(ledger, TUESDAY)).toEqual(['scan#late-1', 'scan#late-2', 'scan#s3']);
    const rest = await sealDays({ recorded, ledger, clock: friday });
    expect(rest.sealed.map(({ digest }) => [digest.count, digest.addenda])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(await checkLedger(ledger)).toMatchObject({ events: 8, faults: [] });
  });

  it('says that late finds wait when no day is there to take them', async () => {
    const ledger = memoryLedger();
    const recorded = memoryTable(...events.slice(0, 4));
    const clock = () => at('00:30', TUESDAY);
    await sealDays({ recorded, ledger, clock });
    recorded.add(scanOn(MONDAY, '08:30', 'late-1'));
    expect(await sealDays({ recorded, ledger, clock })).toEqual({ sealed: [], faults: [], waiting: 1 });
  });

  it('leaves one chain when two seal at once, whichever is first', async () => {
    const ledger = memoryLedger();
    const recorded = memoryTable(...events);
    const reports = await Promise.all([
      sealDays({ recorded, ledger, clock: friday }),
      sealDays({ recorded, ledger, clock: () => at('00:31', '2026-03-06') }),
    ]);
    expect(reports[0]!.sealed).toEqual(reports[1]!.sealed);
    expect(await checkLedger(ledger)).toMatchObject({ days: 4, events: 6, faults: [] });
  });

  it('takes a day up again that an earlier seal left half written', async () => {
    const ledger = memoryLedger();
    const recorded = memoryTable(...events);
    const dying = { ...ledger, writeDigest: async () => Promise.reject(new Error('killed')) };
    await expect(sealDays({ recorded, ledger: dying, clock: friday })).rejects.toThrow('killed');
    recorded.add(scanOn(MONDAY, '08:30', 'late-1'));
    await sealDays({ recorded, ledger, clock: friday });
    expect(await checkLedger(ledger)).toMatchObject({ days: 4, events: 7, faults: [] });
  });

  it('names an event that was changed or taken away after it was sealed, and seals on', async () => {
    const ledger = memoryLedger();
    const recorded = memoryTable(...events);
    await sealDays({ recorded, ledger, clock: () => at('00:30', TUESDAY) });
    recorded.items.delete('tag#tag-s1/scan#s1');
    const forged: LibraryEvent = { ...events[3]!, effectiveAt: at('10:00', MONDAY) };
    recorded.add(forged);
    const report = await sealDays({ recorded, ledger, clock: friday });
    expect(report.faults).toEqual([
      expect.stringContaining('tag#tag-s1/scan#s1'),
      expect.stringContaining('tag#tag-s2/scan#s2'),
    ]);
    expect(report.sealed).toHaveLength(3);
  });

  it('leaves out what was changed before it was sealed, and names it', async () => {
    const ledger = memoryLedger();
    const recorded = memoryTable(...events);
    const key = 'tag#tag-s1/scan#s1';
    recorded.items.set(key, { ...recorded.items.get(key)!, effectiveAt: at('10:00', MONDAY) });
    const report = await sealDays({ recorded, ledger, clock: () => at('00:30', TUESDAY) });
    expect(report.faults).toEqual([expect.stringContaining(key)]);
    expect(report.sealed[0]?.digest.count).toBe(3);
  });

  it('splits a large day into files of at most 10,000 events, in one tree', async () => {
    const many = Array.from({ length: 20_001 }, (_, i) =>
      aScan(at('09:00', MONDAY), { scanId: `m${i}`, tagId: `t${i % 700}`, recordedAt: at('09:00', MONDAY) }),
    );
    const ledger = memoryLedger();
    const { sealed } = await sealDays({
      recorded: memoryTable(...many),
      ledger,
      clock: () => at('00:30', TUESDAY),
    });
    expect(sealed[0]?.digest.files.map(({ count }) => count)).toEqual([10_000, 10_000, 1]);
    expect(await checkLedger(ledger)).toMatchObject({ events: 20_001, faults: [] });
    const lines = await Promise.all(sealed[0]!.digest.files.map(({ name }) => ledger.readFile(name)));
    const keys = lines.flatMap((file) => file.lines).map((line) => feedPositionOf(JSON.parse(line)));
    expect(keys).toEqual(many.map(feedPositionOf).sort());
  });
});

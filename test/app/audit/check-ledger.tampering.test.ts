import { unzipLines, zipLines } from '../../../adapters/files/gzipped-lines';
import { digestName } from '../../../adapters/files/ledger-names';
import { checkLedger } from '../../../app/audit/check-ledger';
import { compareTable } from '../../../app/audit/compare-table';
import { type EventItem, toItem } from '../../../app/events/event-codec';
import { canonicalJson, eventDigest } from '../../../app/events/event-digest';
import { sealDays } from '../../../app/ledger/seal-days';
import type { TagScanned } from '../../../domain/tag/events';
import { anAssignment, aScan, at } from '../../domain/builders';
import { type MemoryLedger, type MemoryTable, memoryLedger, memoryTable } from '../ledger/memory-ledger';

const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';
const scan = (day: string, time: string, scanId: string): TagScanned =>
  aScan(at(time, day), { tagId: 't1', scanId, recordedAt: at(time, day) });
const events = [
  anAssignment(at('08:00', MONDAY), 'book-a', 1, { tagId: 't1' }),
  scan(MONDAY, '09:00', 's1'),
  scan(MONDAY, '10:00', 's2'),
  scan(MONDAY, '11:00', 's3'),
  scan(TUESDAY, '09:00', 's4'),
];
const S2 = 'tag#t1/scan#s2';
const LAST = 'tag#t1/scan#s4';

type Stage = { ledger: MemoryLedger; table: MemoryTable; head: string };

async function aSealedStage(): Promise<Stage> {
  const ledger = memoryLedger();
  const table = memoryTable(...events);
  const clock = () => at('00:30', '2026-03-04');
  const { sealed } = await sealDays({ recorded: table, ledger, clock });
  return { ledger, table, head: sealed.at(-1)!.hash };
}

async function check({ ledger, table }: Stage) {
  const checked = await checkLedger(ledger);
  const days = { lastSealedDay: checked.lastDay, dueDay: TUESDAY };
  const compared = await compareTable({ ledger, items: table }, checked.sums, days);
  return { ledger: checked.faults, table: compared.faults };
}

/** Rewrites the day's one file, as someone would who can write to the bucket but forges no digest. */
async function rewrite({ ledger }: Stage, day: string, change: (lines: string[]) => string[]) {
  const name = [...ledger.objects.keys()].find((key) => key.startsWith(`events/${day}/`))!;
  const { lines } = await unzipLines(name, ledger.objects.get(name)!);
  const { bytes, sha256 } = await zipLines(change(lines));
  ledger.objects.set(name, bytes);
  return { name, sha256 };
}

async function rewriteDigest({ ledger }: Stage, day: string, change: (digest: object) => object) {
  const text = (await ledger.digest(day))!;
  ledger.objects.set(digestName(day), Buffer.from(canonicalJson(change(JSON.parse(text)))));
}

const change = (line: string) => line.replace(':"desk-1"', ':"desk-9"');
const alter = (item: EventItem): EventItem => ({ ...item, effectiveAt: at('06:00', MONDAY) });

describe('a ledger and a table that nobody touched', () => {
  it('agree, with nothing to tell', async () => {
    expect(await check(await aSealedStage())).toEqual({ ledger: [], table: [] });
  });

  it('agree while there is no ledger yet and nothing is due', async () => {
    const ledger = memoryLedger();
    const { sums } = await checkLedger(ledger);
    const days = { lastSealedDay: undefined, dueDay: '2026-03-01' };
    const compared = await compareTable({ ledger, items: memoryTable(...events) }, sums, days);
    expect(compared).toEqual({ events: 5, notYetSealed: 5, faults: [] });
  });
});

describe('tampering with the table is found, naming the event', () => {
  const cases: Record<string, [(table: MemoryTable) => void, string]> = {
    'an event changed': [({ items }) => items.set(S2, alter(items.get(S2)!)), S2],
    'an event changed with a digest and index keys that fit it': [
      ({ items }) => items.set(S2, toItem({ ...events[2]!, effectiveAt: at('06:00', MONDAY) } as TagScanned)),
      S2,
    ],
    'an event deleted': [({ items }) => items.delete(S2), S2],
    'the last event dropped': [({ items }) => items.delete(LAST), LAST],
    'an event inserted into a day that was sealed': [
      (table) => table.add(scan(MONDAY, '10:30', 'forged')),
      'tag#t1/scan#forged',
    ],
    'an event inserted before the first day': [
      (table) => table.add(scan('2026-02-01', '10:30', 'older')),
      'tag#t1/scan#older',
    ],
    'two events that swapped their times of recording': [
      ({ items }) => {
        items.set(S2, toItem({ ...events[2]!, recordedAt: events[3]!.recordedAt } as TagScanned));
        items.set(
          'tag#t1/scan#s3',
          toItem({ ...events[3]!, recordedAt: events[2]!.recordedAt } as TagScanned),
        );
      },
      S2,
    ],
    'a digest forged': [
      ({ items }) => items.set(S2, { ...items.get(S2)!, digest: eventDigest(events[3]!) }),
      S2,
    ],
    'an event hidden from the index': [
      ({ items }) => {
        const { feed: _feed, ...rest } = items.get(S2)!;
        items.set(S2, rest as unknown as EventItem);
      },
      S2,
    ],
    'an event moved to another tag': [
      ({ items }) => items.set(S2, { ...items.get(S2)!, streamId: 'tag#t2' }),
      'tag#t2/scan#s2',
    ],
    'an event emptied': [({ items }) => items.set(S2, { ...items.get(S2)!, data: {} }), 'scan#s2'],
  };
  it.each(Object.entries(cases))('%s', async (_what, [tamper, name]) => {
    const stage = await aSealedStage();
    tamper(stage.table);
    const { ledger, table } = await check(stage);
    expect(ledger).toEqual([]);
    expect(table.join('\n')).toContain(name);
  });
});

describe('tampering with the ledger is found, naming the event', () => {
  const cases: Record<string, [(lines: string[]) => string[], string]> = {
    'an event changed': [(lines) => lines.map((line) => (line.includes('#s2"') ? change(line) : line)), S2],
    'an event deleted': [(lines) => lines.filter((line) => !line.includes('#s2"')), S2],
    'the last event of a day dropped': [(lines) => lines.slice(0, -1), 'tag#t1/scan#s3'],
    'an event inserted': [
      (lines) => [...lines, canonicalJson(scan(MONDAY, '23:00', 'forged'))],
      'tag#t1/scan#forged',
    ],
    'two events that changed places': [
      (lines) => [lines[0]!, lines[2]!, lines[1]!, lines[3]!],
      'tag#t1/scan#s1',
    ],
    'an event doubled': [(lines) => [...lines, lines[3]!], 'tag#t1/scan#s3'],
    'a line that is no event': [(lines) => ['{}', ...lines.slice(1)], 'tag#t1/assign#000001'],
    'a line that is no JSON': [(lines) => ['x', ...lines.slice(1)], 'tag#t1/assign#000001'],
    'an event written otherwise': [
      (lines) => [lines[0]!, ` ${lines[1]!}`, ...lines.slice(2)],
      'tag#t1/scan#s1',
    ],
  };
  const everything = (found: { ledger: string[] | readonly string[]; table: readonly string[] }) =>
    [...found.ledger, ...found.table].join('\n');

  it.each(Object.entries(cases))('%s', async (_what, [tamper, name]) => {
    const stage = await aSealedStage();
    await rewrite(stage, MONDAY, tamper);
    const found = await check(stage);
    expect(found.ledger.join('\n')).toContain('is not the file that was sealed');
    expect(everything(found)).toContain(name);
  });

  it.each(Object.entries(cases))(
    '%s, with a hash of the file forged to fit',
    async (_what, [tamper, name]) => {
      const stage = await aSealedStage();
      const { sha256 } = await rewrite(stage, MONDAY, tamper);
      await rewriteDigest(stage, MONDAY, (digest) => {
        const { files } = digest as { files: object[] };
        return { ...digest, files: [{ ...files[0], sha256 }] };
      });
      const found = await check(stage);
      expect(found.ledger.join('\n')).toContain(
        `The digest of ${MONDAY} is not the one that the digest of ${TUESDAY}`,
      );
      expect(everything(found)).toContain(name);
    },
  );

  it('a digest forged: its count, its root, its day, or the one before it', async () => {
    for (const forged of [
      { count: 9 },
      { root: 'a'.repeat(64) },
      { day: '2026-03-09' },
      { prev: 'b'.repeat(64) },
    ]) {
      const stage = await aSealedStage();
      await rewriteDigest(stage, MONDAY, (digest) => ({ ...digest, ...forged }));
      expect((await check(stage)).ledger.join('\n')).toContain(MONDAY);
    }
  });

  it('a digest that is none', async () => {
    const stage = await aSealedStage();
    stage.ledger.objects.set(digestName(MONDAY), Buffer.from('{'));
    expect((await check(stage)).ledger).toEqual([expect.stringContaining(MONDAY)]);
  });

  it('a day taken out of the middle or from the start, by the chain', async () => {
    const stage = await aSealedStage();
    stage.ledger.objects.delete(digestName(MONDAY));
    const { ledger, table } = await check(stage);
    expect(ledger.join('\n')).toContain('days are missing');
    expect(table.join('\n')).toContain(S2);
  });

  it('the last day taken away, by the table, which has events that should be sealed', async () => {
    const stage = await aSealedStage();
    stage.ledger.objects.delete(digestName(TUESDAY));
    const { ledger, table } = await check(stage);
    expect(ledger).toEqual([]);
    expect(table.join('\n')).toContain('1 events recorded up to 2026-03-03 are not sealed');
  });

  it('the whole chain forged after a change, by a digest that is known from elsewhere', async () => {
    const stage = await aSealedStage();
    stage.table.items.delete(S2);
    const forged = memoryLedger();
    await sealDays({ recorded: stage.table, ledger: forged, clock: () => at('00:30', '2026-03-04') });
    const { faults, hashes } = await checkLedger(forged);
    expect(faults).toEqual([]);
    expect([...hashes.values()]).not.toContain(stage.head);
  });

  it('a file taken away', async () => {
    const stage = await aSealedStage();
    const name = [...stage.ledger.objects.keys()].find((key) => key.startsWith(`events/${MONDAY}/`))!;
    stage.ledger.objects.delete(name);
    const found = await check(stage);
    expect(found.ledger.join('\n')).toContain(`${name} is not in the ledger`);
    expect(found.table.join('\n')).toContain(S2);
  });

  it('a file that is no gzip', async () => {
    const stage = await aSealedStage();
    const name = [...stage.ledger.objects.keys()].find((key) => key.startsWith(`events/${MONDAY}/`))!;
    stage.ledger.objects.set(name, Buffer.from('rubbish'));
    expect((await check(stage)).ledger.join('\n')).toContain(`${name} is no gzipped text`);
  });
});
